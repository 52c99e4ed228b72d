# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the `accounts` app tells people of the data that it keeps (GDPR, article 13)."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from parvis.kernel.accounts.rules import PROOF_KEPT
from parvis.kernel.registry.extension_points.privacy_notices import PrivacyNotice


class AccountsPrivacyNotices:
    """The account, the devices, the links."""

    def notices(self) -> Iterable[PrivacyNotice]:
        """Three uses."""
        sessions = settings.SESSION_COOKIE_AGE // 86_400
        yield PrivacyNotice(
            title=_("Your account"),
            data=_(
                "Your name, e-mail address, telephone number, language and choices; your password in "
                "a form that nobody can read back; your keys."
            ),
            purpose=_("To recognise you and show you all your requests in one place. An account is never compulsory."),
            legal_basis=_("Task of public interest"),
            kept_for=_("Until you delete it, in your personal space."),
        )
        yield PrivacyNotice(
            title=_("The devices where you are signed in"),
            data=_("The network address and the browser of each device, and the date."),
            purpose=_("To show them to you, so that you can sign out a device that is not yours."),
            legal_basis=_("Task of public interest"),
            kept_for=_("Until you sign out, %(days)s days at most.") % {"days": sessions},
        )
        yield PrivacyNotice(
            title=_("E-mail addresses confirmed by a link"),
            data=_("The address, what it was for, and a code made from your network address."),
            purpose=_("To be sure that the address is yours, and to keep somebody from flooding it with messages."),
            legal_basis=_("Task of public interest"),
            kept_for=_("%(days)s days after the link has expired.") % {"days": PROOF_KEPT.days},
        )


PRIVACY_NOTICES = AccountsPrivacyNotices()
