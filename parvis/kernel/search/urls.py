# SPDX-License-Identifier: AGPL-3.0-or-later
"""Addresses of the search."""

from django.urls import path

from parvis.kernel.search import views

app_name = "search"
urlpatterns = [
    path("", views.results, name="results"),
    path("suggest", views.suggest, name="suggest"),
]
