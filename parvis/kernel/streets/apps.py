# SPDX-License-Identifier: AGPL-3.0-or-later
"""The `streets` app."""

from django.apps import AppConfig


class StreetsConfig(AppConfig):
    """Road network, routes and base map."""

    name = "parvis.kernel.streets"
    label = "streets"
