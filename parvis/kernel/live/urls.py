# SPDX-License-Identifier: AGPL-3.0-or-later
"""Addresses of streams, under `/live/`."""

from django.urls import path

from parvis.kernel.live.views import stream

app_name = "live"
urlpatterns = [path("<str:token>", stream, name="stream")]
