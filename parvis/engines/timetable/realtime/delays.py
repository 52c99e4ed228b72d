# SPDX-License-Identifier: AGPL-3.0-or-later
"""The times of one trip as a message has them (GTFS Realtime Reference, "Trip updates").

A delay holds for the stops that follow until another one is said; before the first stop that is spoken of the
timetable holds. No time is earlier than the one before.
"""

from collections.abc import Callable
from dataclasses import dataclass

from parvis.engines.timetable.tables import ALIGHT, BOARD

from .stream import Relation, StopChange, TripChange

MOST_S = 86_400


@dataclass(slots=True)
class Times:
    """Stops of a trip by number, with seconds of the service day, boarding flags and the feed's stop_sequence."""

    stop: list[int]
    arrival_s: list[int]
    departure_s: list[int]
    flags: list[int]
    sequence: list[int]


class Unusable(Exception):  # noqa: N818 (a state of the change, named as people say it)
    """A change that cannot be laid over the timetable; its text is a stable word."""


type StopNumber = Callable[[str], int | None]


def delayed(scheduled: Times, change: TripChange, midnight: int, stop_number: StopNumber) -> Times:
    """The times of a trip of the timetable after a change. ``midnight``: the service day's origin in UTC seconds.

    Raises Unusable: none of its stops is one of the trip, or a time is more than a day off.
    """
    said = _said(scheduled, change, stop_number)
    if change.stops and not said:
        raise Unusable("no_known_stop")
    times = Times(*(list(column) for column in (scheduled.stop, scheduled.arrival_s, scheduled.departure_s,
                                                scheduled.flags, scheduled.sequence)))  # fmt: skip
    delay = change.delay_s or 0
    for at in range(min(said, default=0) if change.delay_s is None else 0, len(times.stop)):
        delay = _at(times, at, said.get(at), delay, midnight, stop_number)
        if abs(delay) > MOST_S:
            raise Unusable("more_than_a_day_late")
    if said:
        _not_after(times, min(said))
    _in_order(times)
    return times


def added(change: TripChange, midnight: int, stop_number: StopNumber) -> Times:
    """The times of a trip that is not in the timetable: each stop with its own moment.

    Raises Unusable: fewer than two stops have a place and a time, or they are not within a day.
    """
    times = Times([], [], [], [], [])
    for order, each in enumerate(change.stops):
        number = stop_number(each.assigned or each.stop_id)
        come, leave = each.arrival or each.departure, each.departure or each.arrival
        if number is None or come is None or leave is None or each.relation is not Relation.SCHEDULED:
            continue
        times.stop.append(number)
        times.arrival_s.append(come - midnight)
        times.departure_s.append(leave - midnight)
        times.flags.append(BOARD | ALIGHT)
        times.sequence.append(order if each.sequence is None else each.sequence)
    if len(times.stop) < 2:
        raise Unusable("added_without_stops")
    if min(times.arrival_s) < -MOST_S or max(times.departure_s) > 3 * MOST_S:
        raise Unusable("more_than_a_day_late")
    _in_order(times)
    return times


def _said(scheduled: Times, change: TripChange, stop_number: StopNumber) -> dict[int, StopChange]:
    """Position in the trip -> what is said of it. A stop passed twice is told apart by its sequence or by the order."""
    by_sequence = {number: at for at, number in enumerate(scheduled.sequence)}
    said: dict[int, StopChange] = {}
    after = 0
    for each in change.stops:
        at = by_sequence.get(each.sequence) if each.sequence is not None else None
        number = stop_number(each.stop_id) if each.stop_id else None
        if number is not None and (at is None or scheduled.stop[at] != number):
            # The stop's name tells more than its place in the order, which some feeds count anew.
            at = next((i for i in range(after, len(scheduled.stop)) if scheduled.stop[i] == number), at)
        if at is not None and at >= after:
            said[at] = each
            after = at + 1
    return said


def _at(times: Times, at: int, said: StopChange | None, delay: int, midnight: int, stop_number: StopNumber) -> int:
    """Moves one stop; the delay with which the trip goes on."""
    come, leave = times.arrival_s[at], times.departure_s[at]
    if said is not None and said.relation is Relation.SKIPPED:
        times.flags[at] = 0
        said = None
    if said is None:
        times.arrival_s[at], times.departure_s[at] = come + delay, leave + delay
        return delay
    if said.relation is Relation.NO_DATA:
        return 0
    arrival = _delay(said.arrival, said.arrival_delay_s, come, midnight, delay)
    departure = _delay(said.departure, said.departure_delay_s, leave, midnight, arrival)
    times.arrival_s[at], times.departure_s[at] = come + arrival, leave + departure
    number = stop_number(said.assigned) if said.assigned else None
    if number is not None:
        times.stop[at] = number
    return departure


def _delay(moment: int | None, delay: int | None, scheduled_s: int, midnight: int, otherwise: int) -> int:
    if moment is not None:
        return moment - midnight - scheduled_s
    return otherwise if delay is None else delay


def _not_after(times: Times, first: int) -> None:
    """A trip that is early was no later at the stops before."""
    limit = times.arrival_s[first]
    for at in range(first - 1, -1, -1):
        times.departure_s[at] = limit = min(times.departure_s[at], limit)
        times.arrival_s[at] = limit = min(times.arrival_s[at], limit)


def _in_order(times: Times) -> None:
    now = times.arrival_s[0]
    for at in range(len(times.stop)):
        times.arrival_s[at] = now = max(times.arrival_s[at], now)
        times.departure_s[at] = now = max(times.departure_s[at], now)
