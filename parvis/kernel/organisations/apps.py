# SPDX-License-Identifier: AGPL-3.0-or-later
"""The `organisations` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrganisationsConfig(AppConfig):
    """Organisations, teams, memberships."""

    name = "parvis.kernel.organisations"
    label = "organisations"
    verbose_name = _("Organisations")
