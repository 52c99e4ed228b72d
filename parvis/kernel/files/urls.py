# SPDX-License-Identifier: AGPL-3.0-or-later
"""Signed addresses of files, under `/fichiers/`."""

from django.urls import path

from parvis.kernel.files.views import serve

app_name = "files"
urlpatterns = [path("<str:token>", serve, name="serve")]
