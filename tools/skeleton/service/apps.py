# SPDX-License-Identifier: AGPL-3.0-or-later
"""The `specimen` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SpecimenConfig(AppConfig):
    """Requests of residents, answered by agents."""

    name = "parvis.services.specimen"
    label = "specimen"
    verbose_name = _("Specimen service")
