# SPDX-License-Identifier: AGPL-3.0-or-later
"""The `accounts` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """People and their personal space."""

    name = "parvis.kernel.accounts"
    label = "accounts"
    verbose_name = _("Accounts")
