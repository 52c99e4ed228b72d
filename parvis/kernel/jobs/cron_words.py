# SPDX-License-Identifier: AGPL-3.0-or-later
"""The rule of a line of the timetable, in words; a rule of another shape than these stays as it is written."""

from __future__ import annotations

from datetime import time

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parvis.ui.formats import at_hour

WORKING_DAYS = "1-5"


def in_words(cron: str) -> str:
    """“every 5 minutes”, “every hour, at minute 5”, “every day at 3:17”, “Monday to Friday at 7:00”."""
    minute, hour, *days = cron.split()
    step = minute.removeprefix("*/")
    if days[:2] != ["*", "*"] or days[2] not in ("*", WORKING_DAYS):
        return cron
    if hour == "*" and days[2] == "*":
        return _within_the_hour(minute, step) or cron
    if not (minute.isdigit() and hour.isdigit()):
        return cron
    at = at_hour(time(int(hour), int(minute)))
    return (_("every day %s") if days[2] == "*" else _("Monday to Friday %s")) % at


def _within_the_hour(minute: str, step: str) -> str:
    if minute == "*":
        return _("every minute")
    if not step.isdigit():
        return ""
    if step == minute:
        return _("every hour, at minute %s") % step
    return ngettext("every %(count)d minute", "every %(count)d minutes", int(step)) % {"count": int(step)}
