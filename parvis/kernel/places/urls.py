# SPDX-License-Identifier: AGPL-3.0-or-later
"""Addresses of the pages and of the JSON end points, under `/places/`."""

from django.urls import path

from parvis.kernel.places import views

app_name = "places"
urlpatterns = [
    path("", views.pick, name="pick"),
    path("search", views.search, name="search"),
    path("reverse", views.reverse_geocode, name="reverse"),
    path("carte/", views.place_map, name="map"),
]
