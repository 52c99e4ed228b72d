# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the `files` app tells people of the data that it keeps (GDPR, article 13)."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from parvis.kernel.files.operations.housekeeping import QUARANTINE_DAYS
from parvis.kernel.registry.extension_points.privacy_notices import PrivacyNotice


class FilesPrivacyNotices:
    """What people send."""

    def notices(self) -> Iterable[PrivacyNotice]:
        """One use."""
        yield PrivacyNotice(
            title=_("Your photos and documents"),
            data=_(
                "The files that you send. The place and the time that your telephone writes into a "
                "photo are taken off before anybody else sees it."
            ),
            purpose=_("To understand your request. The place of the photo serves only to propose an address to you."),
            legal_basis=_("Task of public interest"),
            kept_for=_("As long as the request that they belong to; %(days)s days for a file refused by the antivirus.")
            % {"days": QUARANTINE_DAYS},
        )


PRIVACY_NOTICES = FilesPrivacyNotices()
