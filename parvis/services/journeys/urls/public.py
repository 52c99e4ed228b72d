# SPDX-License-Identifier: AGPL-3.0-or-later
"""What everybody reads, under `/trajets/`."""

from __future__ import annotations

from django.urls import path

from parvis.services.journeys.views import timetables
from parvis.services.journeys.views.public import disruptions, journey, search, stops, subscriptions, vehicles

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
    path("vehicules/", vehicles.vehicles, name="vehicles"),
    path("vehicules.json", vehicles.features, name="vehicles-features"),
    path("horaires/", timetables.timetables, name="timetables"),
    path("horaires/<slug:slug>.zip", timetables.gtfs, name="gtfs"),
    path("perturbations/", disruptions.disruptions, name="disruptions"),
    path("perturbations/flux.atom", disruptions.atom, name="disruptions-atom"),
    path("perturbations.pb", disruptions.realtime, name="alerts-pooled"),
    path("perturbations/<slug:slug>.pb", disruptions.realtime, name="alerts-feed"),
    path("perturbations/suivre/", subscriptions.follow, name="follow"),
    path("perturbations/abonnements/", subscriptions.followed, name="followed"),
    path("perturbations/abonnements/<str:token>/", subscriptions.followed, name="followed-by-link"),
    path("perturbations/<uuid:key>/", disruptions.disruption, name="disruption"),
]
