# SPDX-License-Identifier: AGPL-3.0-or-later
"""GeoReport v2 addresses."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "open311"
urlpatterns: list[URLPattern] = []
