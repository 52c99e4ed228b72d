# SPDX-License-Identifier: AGPL-3.0-or-later
"""The HTTP API of the service, over the same queries and operations as the pages."""

from __future__ import annotations

from ninja import Router

router = Router(tags=["reports"])
