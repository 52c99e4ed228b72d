# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the `audit` app tells people of the data that it keeps (GDPR, article 13)."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from parvis.kernel.registry.extension_points.privacy_notices import PrivacyNotice


class AuditPrivacyNotices:
    """The journal."""

    def notices(self) -> Iterable[PrivacyNotice]:
        """One use."""
        yield PrivacyNotice(
            title=_("The journal of acts"),
            data=_("Who did what, when, on which request; the earlier versions of what was changed."),
            purpose=_("To prove what was done, to correct a mistake, to find an abuse."),
            legal_basis=_("Task of public interest"),
            kept_for=_("As long as the site runs. Your name is taken off when you delete your account."),
        )


PRIVACY_NOTICES = AuditPrivacyNotices()
