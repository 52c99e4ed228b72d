# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the `journeys` app tells people of the data that it keeps (GDPR, article 13)."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from parvis.kernel.registry.extension_points.privacy_notices import PrivacyNotice
from parvis.services.journeys.rules.subscriptions import UNCONFIRMED_DAYS


class JourneysPrivacyNotices:
    """What people follow and keep. Searches are counted, of nobody."""

    def notices(self) -> Iterable[PrivacyNotice]:
        """Two uses."""
        yield PrivacyNotice(
            title=_("Disruptions of the lines and stops that you follow"),
            data=_("Your account or your e-mail address, the lines and stops, the days and hours that you chose."),
            purpose=_("To tell you when a disruption begins, changes or ends. What you search is not kept."),
            legal_basis=_("Your consent"),
            kept_for=_("Until you end it, by the link in each message; an address not confirmed %(days)s days.")
            % {"days": UNCONFIRMED_DAYS},
        )
        yield PrivacyNotice(
            title=_("Favourites of the journeys"),
            data=_("The places, stops and lines that you keep in your account."),
            purpose=_("To show you your journeys with one tap."),
            legal_basis=_("Your consent"),
            kept_for=_("Until you take them out, or erase your account."),
        )


PRIVACY_NOTICES = JourneysPrivacyNotices()
