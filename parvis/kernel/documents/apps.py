# SPDX-License-Identifier: AGPL-3.0-or-later
"""The `documents` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    """Letters, receipts, work orders."""

    name = "parvis.kernel.documents"
    label = "documents"
    verbose_name = _("Documents")
