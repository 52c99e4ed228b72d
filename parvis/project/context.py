# SPDX-License-Identifier: AGPL-3.0-or-later
"""What every page knows: the navigation that the manifests declare."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Template context for the shells."""
    return {}
