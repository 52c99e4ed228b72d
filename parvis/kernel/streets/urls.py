# SPDX-License-Identifier: AGPL-3.0-or-later
"""The map's files, under `/tiles/`."""

from django.urls import path

from parvis.kernel.streets import views

app_name = "streets"
urlpatterns = [
    path("base.pmtiles", views.base_map, name="base_map"),
    path("style.json", views.style, name="style"),
    path("static.svg", views.static_map, name="static_map"),
]
