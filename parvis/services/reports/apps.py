# SPDX-License-Identifier: AGPL-3.0-or-later
"""The `reports` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    """Reports of what is wrong in public space."""

    name = "parvis.services.reports"
    label = "reports"
    verbose_name = _("Reports")
