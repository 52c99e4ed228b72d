# SPDX-License-Identifier: AGPL-3.0-or-later
"""The `audit` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    """Row history and the journal of acts."""

    name = "parvis.kernel.audit"
    label = "audit"
    verbose_name = _("Audit trail")
