# SPDX-License-Identifier: AGPL-3.0-or-later
"""What everybody reads, under `/trajets/`."""

from __future__ import annotations

from django.urls import path

from parvis.services.journeys.views import timetables
from parvis.services.journeys.views.public import journey, search, stops

app_name = "journeys"
urlpatterns = [
    path("", search.search, name="search"),
    path("resultats/", search.results, name="results"),
    path("lieux.json", search.places, name="places"),
    path("itineraire/", journey.journey, name="journey"),
    path("itineraire.ics", journey.calendar, name="calendar"),
    path("arrets/", stops.stops, name="stops"),
    path("arret/<slug:feed>/<path:stop_id>/", stops.stop, name="stop"),
    path("affichage/<slug:feed>/<path:stop_id>/", stops.display, name="display"),
    path("horaires/", timetables.timetables, name="timetables"),
    path("horaires/<slug:slug>.zip", timetables.gtfs, name="gtfs"),
]
