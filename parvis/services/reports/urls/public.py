# SPDX-License-Identifier: AGPL-3.0-or-later
"""Residents' pages, under `/signalements/`."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "reports"
urlpatterns: list[URLPattern] = []
