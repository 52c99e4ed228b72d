# SPDX-License-Identifier: AGPL-3.0-or-later
"""The `journeys` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JourneysConfig(AppConfig):
    """Journeys by public transport, over all authorities."""

    name = "parvis.services.journeys"
    label = "journeys"
    verbose_name = _("Journeys")
