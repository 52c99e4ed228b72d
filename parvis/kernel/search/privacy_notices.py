# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the `search` app tells people of the data that it keeps (GDPR, article 13)."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from parvis.kernel.registry.extension_points.privacy_notices import PrivacyNotice


class SearchPrivacyNotices:
    """The index."""

    def notices(self) -> Iterable[PrivacyNotice]:
        """One use."""
        yield PrivacyNotice(
            title=_("The search"),
            data=_(
                "The text of the pages and requests that may be found, each shown only to those who "
                "may read it. The words that you search for are not kept."
            ),
            purpose=_("To find a page or a request."),
            legal_basis=_("Task of public interest"),
            kept_for=_("As long as the page or the request itself; the index is made anew each night."),
        )


PRIVACY_NOTICES = SearchPrivacyNotices()
