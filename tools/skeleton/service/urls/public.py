# SPDX-License-Identifier: AGPL-3.0-or-later
"""Residents' pages, under `/specimen-path/`."""

from __future__ import annotations

from django.urls import path

from parvis.services.specimen.views import public

app_name = "specimen"
urlpatterns = [
    path("", public.home, name="home"),
    path("demande/", public.ask, name="ask"),
    path("suivi/<str:token>/", public.follow, name="follow"),
]
