# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the `reports` app tells people of the data that it keeps (GDPR, article 13)."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from parvis.kernel.registry import service_settings
from parvis.kernel.registry.extension_points.privacy_notices import PrivacyNotice


class ReportsPrivacyNotices:
    """Reports and alerts."""

    def notices(self) -> Iterable[PrivacyNotice]:
        """Two uses."""
        months = service_settings("reports").retention_months
        yield PrivacyNotice(
            title=_("Reports of problems"),
            data=_(
                "What you describe, its place, your photos; your name, e-mail address and telephone "
                "number if you give them; for seven days, a code made from your network address."
            ),
            purpose=_("To solve the problem, to tell you of it, and to keep floods of false reports out."),
            legal_basis=_("Task of public interest"),
            kept_for=_(
                "%(months)s months after the report is closed; it then stays without anything that tells who made it."
            )
            % {"months": months},
        )
        yield PrivacyNotice(
            title=_("Reports that you follow, alerts of a neighbourhood"),
            data=_("Your e-mail address or your telephone number, what you follow, the place that you chose."),
            purpose=_("To tell you what is new."),
            legal_basis=_("Your consent"),
            kept_for=_("Until you stop them, by the link in each message."),
        )


PRIVACY_NOTICES = ReportsPrivacyNotices()
