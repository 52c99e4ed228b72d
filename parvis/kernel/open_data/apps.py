# SPDX-License-Identifier: AGPL-3.0-or-later
"""The `open_data` app; it has no table of its own."""

from django.apps import AppConfig


class OpenDataConfig(AppConfig):
    """Each service's open datasets, in a DCAT-AP catalogue."""

    name = "parvis.kernel.open_data"
    label = "open_data"
