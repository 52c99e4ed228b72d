# SPDX-License-Identifier: AGPL-3.0-or-later
"""What can be followed: networks, lines, stops of the network in force."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from parvis.services.journeys.adapters.answers import LineSeen
from parvis.services.journeys.adapters.network import current_network
from parvis.services.journeys.adapters.subjects import line_of, lines_of
from parvis.services.journeys.models import Feed
from parvis.services.journeys.queries.places import search_stops
from parvis.services.journeys.rules.subscriptions import Subject

_PARAMETER = {Subject.NETWORK: "reseau", Subject.LINE: "ligne", Subject.STOP: "arret"}
_MOST = 12


@dataclass(frozen=True)
class Followable:
    """One of them; `line` for its badge."""

    subject: Subject
    feed: str
    identifier: str
    name: str
    line: LineSeen | None = None

    @property
    def query(self) -> str:
        """The part of the address that names it."""
        value = f"{self.feed}|{self.identifier}" if self.identifier else self.feed
        return urlencode({_PARAMETER[self.subject]: value})


def followable(subject: Subject, feed: str, identifier: str) -> Followable | None:
    """What an address names; None when it is not there any more."""
    row = Feed.objects.filter(slug=feed, active=True).first()
    mapped = current_network()
    if row is None:
        return None
    if subject is Subject.NETWORK:
        return Followable(subject, feed, "", row.title)
    if mapped is None:
        return None
    if subject is Subject.LINE:
        line = line_of(mapped, feed, identifier)
        return Followable(subject, feed, identifier, line.name, line) if line else None
    try:
        number = mapped.timetable.stop(feed, identifier)
    except KeyError:
        return None
    return Followable(subject, feed, identifier, mapped.timetable.stops.names[number])


def search_followable(words: str) -> list[Followable]:
    """Lines of that name, stops and networks that answer to the words; without words all networks."""
    rows = Feed.objects.filter(active=True).order_by("title", "pk")
    networks = [Followable(Subject.NETWORK, row.slug, "", row.title) for row in rows]
    mapped, typed = current_network(), words.casefold()
    if not typed or mapped is None:
        return networks
    lines = [
        Followable(Subject.LINE, line.feed, line.route_id, line.name, line)
        for line in lines_of(mapped, [row.slug for row in rows])
        if line.name.casefold() == typed or typed in line.long_name.casefold()
    ]
    stops = [Followable(Subject.STOP, *hit.stop, hit.label) for hit in search_stops(words, _MOST) if hit.stop]
    return [*lines[:_MOST], *stops, *(one for one in networks if typed in one.name.casefold())]
