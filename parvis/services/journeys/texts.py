# SPDX-License-Identifier: AGPL-3.0-or-later
"""The findings of a check in words for those who mend them; the codes are the engine's."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ACTIONS: dict[str, tuple[str | Promise, str]] = {
    "refused": (_("The file cannot be used"), "danger"),
    "dropped": (_("Left out"), "danger"),
    "repaired": (_("Mended while reading"), "warn"),
    "noted": (_("For your information"), "info"),
}
"""What was done, and its tone."""

FINDINGS: dict[str, str | Promise] = {
    "after_midnight": _("A time half a day before the one of the stop before: read as the next day."),
    "alone": _("Only one stop of the trip is left."),
    "backwards": _("A time before the one of the stop before."),
    "bad_currency": _("The currency is no code of three letters, such as EUR."),
    "bad_exception_type": _("exception_type is neither 1 (added) nor 2 (removed)."),
    "bad_frequency": _("Start, end or interval of a frequency is missing or wrong."),
    "bad_price": _("The price is no amount, or finer than a cent."),
    "bad_transfer": _("transfer_type or min_transfer_time is wrong."),
    "bad_transfer_duration": _("transfer_duration is no number of seconds."),
    "bad_transfer_rule": _("A rule of fares for changing has a missing or wrong number."),
    "bad_transfers": _("transfers is neither 0, 1, 2 nor blank."),
    "bad_zone": _("The time zone is missing or wrong: read as Europe/Paris."),
    "blank_time": _("A stop without time: worked out from the stops around it."),
    "column_twice": _("A column is there twice."),
    "damaged": _("The file cannot be unpacked."),
    "ends_before_start": _("A service ends before it starts."),
    "fare_twice": _("The same fare_id twice: the first one stays."),
    "in_subfolder": _("The files lie in a folder inside the zip file."),
    "joined_legs": _("Rides joined to one for the fare: their price is shown as unknown."),
    "leaves_before_arrival": _("A departure before the arrival at the same stop."),
    "missing": _("The file is missing: nothing can be used without it."),
    "no_agency": _("The file of the operators is missing: the time zone is read as Europe/Paris."),
    "no_default_category": _("A ticket without price for everybody: the dearest is shown."),
    "no_fare_id": _("A ticket without fare_id."),
    "no_gtfs": _("The zip file holds none of the files of a GTFS timetable."),
    "no_product_id": _("A ticket without fare_product_id."),
    "no_place": _("A stop without coordinates: nobody can walk there."),
    "no_route_id": _("A line without route_id."),
    "no_routes": _("The file of the lines is missing: lines are named by their identifier."),
    "no_sequence": _("A stop without stop_sequence: read in the order of the file."),
    "no_service": _("No trip runs on any day."),
    "no_service_day": _("No service runs on any day."),
    "no_service_id": _("A service without service_id."),
    "no_stop": _("The file holds no stop."),
    "no_stop_id": _("A stop without stop_id."),
    "no_stop_times": _("A trip without usable times."),
    "no_time_at_end": _("The first or the last stop of a trip has no time."),
    "no_trip": _("No trip can be used."),
    "no_trip_id": _("A trip without trip_id."),
    "not_a_zip": _("This is not a zip file, or it is cut off: export it again."),
    "null_bytes": _("The file holds null bytes."),
    "of_lines": _("A rule of transfer for single lines or trips: not used."),
    "route_twice": _("The same route_id twice: the first one stays."),
    "sequence_twice": _("The same stop_sequence twice in a trip."),
    "several_zones": _("Several time zones: the first one holds for all."),
    "stop_twice": _("The same stop_id twice: the first one stays."),
    "timed_fare": _("A price that holds at some hours only: it is shown as unknown."),
    "too_few_fields": _("A line with fewer fields than the header."),
    "too_large": _("Unpacked, the files are too large."),
    "too_many_fields": _("A line with more fields than the header."),
    "too_many_files": _("The zip file holds too many files."),
    "too_many_rules": _("The file holds too many rules of fares: no price is shown."),
    "too_many_stop_times": _("The file holds too many times."),
    "trip_twice": _("The same trip_id twice: the first one stays."),
    "undated": _("A service without usable first or last day."),
    "unknown_fare": _("A rule for a ticket that is not in the file of the fares."),
    "unknown_product": _("A rule for a ticket without usable price."),
    "unknown_route": _("A trip of a line that is not in routes.txt."),
    "unknown_route_type": _("A route_type that is in no list."),
    "unknown_service": _("A trip of a service that is in no calendar."),
    "unknown_station": _("A parent_station that is not in the file."),
    "unknown_stop": _("A stop_id that is not among the usable stops."),
    "unknown_trip": _("A trip_id that is not among the usable trips."),
    "unreadable": _("The file cannot be read."),
    "unreadable_line": _("A line that cannot be read as CSV."),
    "web_page": _("This is a web page, not a zip file: the address leads elsewhere."),
    "zip_bomb": _("The zip file unpacks to far more than it should."),
}
"""By code; one without words here is shown in the engine's English."""


def finding_text(code: str, reason: str) -> str:
    """What is wrong, in the reader's language."""
    return str(FINDINGS.get(code, reason))
