# SPDX-License-Identifier: AGPL-3.0-or-later
"""Addresses of the pages."""

from django.urls import path

from parvis.project.pages import views
from parvis.project.pages.sources import ALL

app_name = "project"
urlpatterns = [path(page.path, views.page, {"name": page.name}, name=page.name) for page in ALL]
