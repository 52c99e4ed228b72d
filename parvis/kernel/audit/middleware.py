# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tells the database who makes the request, so that each version of a row says it too."""

from __future__ import annotations

from typing import Any

import structlog
from django.http import HttpRequest
from pghistory.middleware import HistoryMiddleware


class HistoryContextMiddleware(HistoryMiddleware):
    """Person and request id; not the address of the page, which may carry somebody's token."""

    def get_context(self, request: HttpRequest) -> dict[str, Any]:
        """What goes into `pgh_context`."""
        user = getattr(request, "user", None)
        return {
            "user": user.pk if user is not None and user.is_authenticated else None,
            "request": str(structlog.contextvars.get_contextvars().get("request_id", "")),
        }
