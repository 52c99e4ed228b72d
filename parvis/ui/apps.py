# SPDX-License-Identifier: AGPL-3.0-or-later
"""The `ui` Django app."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Page shell and components; knows nothing of the kernel or the services."""

    name = "parvis.ui"
    label = "ui"
