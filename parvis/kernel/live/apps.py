# SPDX-License-Identifier: AGPL-3.0-or-later
"""The `live` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LiveConfig(AppConfig):
    """Server-sent events."""

    name = "parvis.kernel.live"
    label = "live"
    verbose_name = _("Live pages")
