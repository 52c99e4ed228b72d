# SPDX-License-Identifier: AGPL-3.0-or-later
"""The personal space. `/me/messages/` is the notifications app's."""

from django.urls import path

from parvis.kernel.accounts.views import me, my_data

app_name = "accounts"
urlpatterns = [
    path("", me.home, name="home"),
    path("demandes/", me.requests, name="requests"),
    path("preferences/", me.preferences, name="preferences"),
    path("securite/", me.security, name="security"),
    path("donnees/", my_data.my_data, name="my-data"),
    path("donnees/telecharger/", my_data.download, name="download"),
    path("donnees/effacer/", my_data.erase, name="erase"),
]
