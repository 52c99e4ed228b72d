# SPDX-License-Identifier: AGPL-3.0-or-later
"""The `search` app."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """One full-text index over all services and pages."""

    name = "parvis.kernel.search"
    label = "search"
