# SPDX-License-Identifier: AGPL-3.0-or-later
"""Addresses of the open data."""

from django.urls import path, re_path

from parvis.kernel.open_data import views

app_name = "open_data"
urlpatterns = [
    path("", views.catalogue_page, name="catalogue"),
    re_path(r"^catalogue\.(?P<extension>jsonld|ttl)$", views.catalogue_file, name="catalogue-file"),
    path("<slug:slug>/", views.dataset_page, name="dataset"),
    re_path(r"^(?P<slug>[\w-]+)\.(?P<extension>csv|geojson|parquet)$", views.download, name="download"),
]
