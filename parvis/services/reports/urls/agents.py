# SPDX-License-Identifier: AGPL-3.0-or-later
"""The agents' desk, under `/agents/signalements/`."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "reports_agents"
urlpatterns: list[URLPattern] = []
