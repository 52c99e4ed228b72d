# SPDX-License-Identifier: AGPL-3.0-or-later
"""Why there is no journey, in words for the one who asked."""

from __future__ import annotations

from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from parvis.ui.formats import long_date

type Words = str | Promise

REASONS: dict[str, tuple[Words, Words]] = {
    "no_network": (
        _("No timetable yet"),
        _("The transport authorities have not published their timetables here. Please come back later."),
    ),
    "unknown_origin": (_("This stop is not served any more"), _("Choose another place to leave from.")),
    "unknown_destination": (_("This stop is not served any more"), _("Choose another place to go to.")),
    "unknown_stop": (_("This stop is not served any more"), _("Look for another stop.")),
    "same_place": (_("You are there already"), _("You leave from where you go to: change one of the two.")),
    "outside_calendars": (_("We have no timetable for this day"), _("Choose a day that is nearer.")),
    "nothing_found": (
        _("We found no journey"),
        _("No bus, train or coach goes there at this time. Try another day, or another time of the day."),
    ),
    "no_departure": (
        _("Nothing leaves from here until tomorrow evening"),
        _("Look for another stop nearby, or for a journey."),
    ),
    "past": (_("This moment is over"), _("Choose a day and a time to come.")),
    "origin_outside": (
        _("You leave from too far away"),
        _("No stop of our transport networks is near the place you leave from."),
    ),
    "destination_outside": (
        _("You go too far away"),
        _("No stop of our transport networks is near the place you go to."),
    ),
    "origin_no_street": (
        _("We know no street where you leave from"),
        _("Choose an address or a stop nearby."),
    ),
    "destination_no_street": (
        _("We know no street where you go to"),
        _("Choose an address or a stop nearby."),
    ),
    "origin_no_stop": (
        _("No stop near the place you leave from"),
        _("There is no stop within 4 km. Choose a stop that you can reach another way."),
    ),
    "destination_no_stop": (
        _("No stop near the place you go to"),
        _("There is no stop within 4 km. Choose a stop from which you can go on another way."),
    ),
}
"""By `why`: what is the matter, and what to do about it."""


def reason(why: str, last_day: date | None = None) -> tuple[str, str]:
    """Title and text."""
    title, text = REASONS.get(why, REASONS["nothing_found"])
    if why == "outside_calendars" and last_day is not None:
        known = gettext("The timetables are known until {day}.").format(day=long_date(last_day))
        return str(title), f"{known} {text}"
    return str(title), str(text)
