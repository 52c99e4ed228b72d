# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the `notifications` app tells people of the data that it keeps (GDPR, article 13)."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from parvis.kernel.notifications.settings import NotificationsSettings
from parvis.kernel.registry import service_settings
from parvis.kernel.registry.extension_points.privacy_notices import PrivacyNotice


class NotificationsPrivacyNotices:
    """Messages sent."""

    def notices(self) -> Iterable[PrivacyNotice]:
        """Two uses."""
        options: NotificationsSettings = service_settings("notifications")
        yield PrivacyNotice(
            title=_("Messages that we send you"),
            data=_(
                "Your e-mail address or telephone number, the subject, and whether the message has "
                "left. Its text is wiped once it has left."
            ),
            purpose=_("To answer you, and to find out why a message has not arrived."),
            legal_basis=_("Task of public interest"),
            kept_for=_("%(days)s days after sending.") % {"days": options.keep_sent_days},
        )
        yield PrivacyNotice(
            title=_("Messages in your personal space"),
            data=_("The messages that you find there, and the browsers where you have accepted notifications."),
            purpose=_("To keep you informed without an e-mail."),
            legal_basis=_("Task of public interest"),
            kept_for=_("%(days)s days for messages; until you stop them for notifications.")
            % {"days": options.keep_inbox_days},
        )


PRIVACY_NOTICES = NotificationsPrivacyNotices()
