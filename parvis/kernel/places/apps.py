# SPDX-License-Identifier: AGPL-3.0-or-later
"""The `places` app."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    """Addresses, communes, neighbourhoods, named places."""

    name = "parvis.kernel.places"
    label = "places"
