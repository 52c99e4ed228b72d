# SPDX-License-Identifier: AGPL-3.0-or-later
"""What everybody reads, under `/trajets/`."""

from __future__ import annotations

from django.urls import path

from parvis.services.journeys.views import pooled, timetables
from parvis.services.journeys.views.public import (
    disruptions,
    favourites,
    how_far,
    journey,
    lines,
    network_map,
    search,
    sheets,
    stops,
    subscriptions,
    vehicles,
)

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
    path("jusqu-ou/", how_far.how_far, name="how_far"),
    path("jusqu-ou/carte.json", how_far.outlines, name="how_far_map"),
    path("lignes/", lines.lines, name="lines"),
    path("fiche/ligne/<slug:feed>/<path:route_id>.pdf", sheets.line_sheet, name="line-sheet"),
    path("fiche/arret/<slug:feed>/<path:stop_id>.pdf", sheets.stop_poster, name="stop-poster"),
    path("plan/", network_map.network_map, name="plan"),
    path("plan.json", network_map.network_lines, name="plan-lines"),
    path("favoris/", favourites.favourites, name="favourites"),
    path("favoris/enlever/", favourites.drop, name="favourite-drop"),
    path("semaine/<slug:feed>/<path:route_id>/", lines.line_week, name="line-week"),
    path("ligne/<slug:feed>/<path:route_id>/", lines.line, name="line"),
    path("horaires/<slug:feed>/<path:route_id>/", lines.line_times, name="line-times"),
    path("vehicules/", vehicles.vehicles, name="vehicles"),
    path("vehicules.json", vehicles.features, name="vehicles-features"),
    path("horaires/", timetables.timetables, name="timetables"),
    path("horaires/<slug:slug>.zip", timetables.gtfs, name="gtfs"),
    path("horaires.zip", pooled.gtfs, name="gtfs-pooled"),
    path("temps-reel.pb", pooled.realtime, name="realtime-pooled"),
    path("temps-reel/<slug:slug>.pb", pooled.realtime, name="realtime-feed"),
    path("perturbations/", disruptions.disruptions, name="disruptions"),
    path("perturbations/flux.atom", disruptions.atom, name="disruptions-atom"),
    path("perturbations.pb", disruptions.realtime, name="alerts-pooled"),
    path("perturbations/<slug:slug>.pb", disruptions.realtime, name="alerts-feed"),
    path("perturbations/suivre/", subscriptions.follow, name="follow"),
    path("perturbations/abonnements/", subscriptions.followed, name="followed"),
    path("perturbations/abonnements/<str:token>/", subscriptions.followed, name="followed-by-link"),
    path("perturbations/<uuid:key>/", disruptions.disruption, name="disruption"),
]
