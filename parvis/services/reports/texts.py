# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sentences said in more than one place."""

from __future__ import annotations

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

ASK_FOR_EMAIL = _(
    "Many reports are coming in at the moment. Give an e-mail address: your report is sent once you have confirmed it."
)
CONFIRM_SUBJECT = _("Confirm your e-mail address to follow report %(reference)s")
CONFIRM_BODY = _(
    "You gave this address for report %(reference)s (%(category)s). Confirm it to receive the news of this report."
)
CONFIRM_ALERT_SUBJECT = _("Confirm your alert")
CONFIRM_ALERT_BODY = _("You asked to be told of new reports. Confirm this address to receive them.")

_SOON = 1


def due_words(left: int) -> tuple[str, str]:
    """How long a report has until it is due, from working days (negative when late), and the tone that says so."""
    if left < 0:
        return ngettext("%d day late", "%d days late", -left) % -left, "danger"
    if left == 0:
        return gettext("due today"), "warn"
    return ngettext("%d day left", "%d days left", left) % left, "warn" if left <= _SOON else "muted"
