# SPDX-License-Identifier: AGPL-3.0-or-later
"""The `accounts` app's identity card."""

from django.utils.translation import gettext_lazy as _

from parvis.kernel.accounts.rules import AccountsSettings
from parvis.kernel.registry.manifest import Link, Manifest, Mount

MANIFEST = Manifest(
    slug="accounts",
    title=_("My space"),
    description=_("Your requests, your messages, your choices and your data."),
    icon="circle-user-round",
    mounts=(
        Mount(prefix="compte/", module="parvis.kernel.accounts.urls.sign_in"),
        Mount(prefix="preuve/", module="parvis.kernel.accounts.urls.proof"),
        Mount(prefix="me/", module="parvis.kernel.accounts.urls.me"),
    ),
    public_navigation=(Link(title=_("My space"), route="accounts:home", icon="circle-user-round"),),
    settings=AccountsSettings,
    messages={
        "proof": _("Code that proves an address"),
        "login_code": _("Code to sign in"),
        "*": _("Safety of the account"),
    },
    provides={
        "personal_data": "parvis.kernel.accounts.contributions:PERSONAL_DATA",
        "privacy_notices": "parvis.kernel.accounts.privacy_notices:PRIVACY_NOTICES",
        "housekeeping": "parvis.kernel.accounts.housekeeping:HOUSEKEEPING",
    },
)
