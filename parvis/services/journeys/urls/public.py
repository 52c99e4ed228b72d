# SPDX-License-Identifier: AGPL-3.0-or-later
"""What everybody reads, under `/trajets/`."""

from __future__ import annotations

from django.urls import path

from parvis.services.journeys.views import timetables

app_name = "journeys"
urlpatterns = [
    path("horaires/", timetables.timetables, name="timetables"),
    path("horaires/<slug:slug>.zip", timetables.gtfs, name="gtfs"),
]
