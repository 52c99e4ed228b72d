# SPDX-License-Identifier: AGPL-3.0-or-later
"""The `notifications` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    """The outbox, its channels, and the inbox."""

    name = "parvis.kernel.notifications"
    label = "notifications"
    verbose_name = _("Messages")
