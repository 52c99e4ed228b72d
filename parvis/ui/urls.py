# SPDX-License-Identifier: AGPL-3.0-or-later
"""Addresses of the shell; included at the root of the site."""

from django.urls import path

from parvis.ui import preferences
from parvis.ui.gallery.views import gallery
from parvis.ui.views import shell

app_name = "ui"

urlpatterns = [
    path("town.css", shell.town_css, name="town_css"),
    path("paving.svg", shell.paving_svg, name="paving"),
    path("town/logo", shell.logo, name="logo"),
    path("town/hero", shell.hero, name="hero"),
    path("town/icon-<int:size>-<slug:kind>.png", shell.icon, name="icon"),
    path("favicon.ico", shell.favicon, name="favicon"),
    path("manifest.webmanifest", shell.manifest, name="manifest"),
    path("sw.js", shell.service_worker, name="service_worker"),
    path("offline/", shell.offline, name="offline"),
    path("display/theme/", preferences.set_theme, name="theme"),
    path("display/language/", preferences.set_language, name="language"),
    path("gallery/", gallery, name="gallery"),
]
