# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a resident keeps, ready for one tap."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import permutations
from urllib.parse import urlencode

from django.urls import reverse

from parvis.kernel.audit.actors import Actor
from parvis.services.journeys.adapters.answers import DepartureSeen
from parvis.services.journeys.models import Favourite, FavouriteKind
from parvis.services.journeys.queries.departures import next_departures

_PAIRS_OF, _BOARDS, _DEPARTURES = 3, 3, 3


@dataclass(frozen=True)
class Way:
    """From one kept place to another."""

    origin: str
    destination: str
    url: str


@dataclass(frozen=True)
class Board:
    """A kept stop with what leaves next."""

    favourite: Favourite
    departures: tuple[DepartureSeen, ...]


@dataclass(frozen=True)
class Favourites:
    """All that somebody keeps."""

    places: tuple[Favourite, ...] = ()
    stops: tuple[Board, ...] = ()
    lines: tuple[Favourite, ...] = ()
    ways: tuple[Way, ...] = ()

    @property
    def all(self) -> tuple[Favourite, ...]:
        """Each of them."""
        return (*self.places, *(board.favourite for board in self.stops), *self.lines)

    def __bool__(self) -> bool:
        return bool(self.places or self.stops or self.lines)


def favourites_of(actor: Actor, at: datetime) -> Favourites:
    """Those of the actor; none of anybody without account."""
    if actor.person is None:
        return Favourites()
    rows = list(Favourite.objects.filter(person=actor.person))
    places = tuple(row for row in rows if row.kind == FavouriteKind.PLACE)
    stops = [row for row in rows if row.kind == FavouriteKind.STOP]
    return Favourites(
        places,
        tuple(_board(row, at if number < _BOARDS else None) for number, row in enumerate(stops)),
        tuple(row for row in rows if row.kind == FavouriteKind.LINE),
        tuple(_way(a, b) for a, b in permutations(places[:_PAIRS_OF], 2)),
    )


def is_kept(actor: Actor, kind: str, feed: str, key: str) -> bool:
    """Whether the actor keeps a stop or line."""
    if actor.person is None:
        return False
    return Favourite.objects.filter(person=actor.person, kind=kind, feed=feed, key=key).exists()


def _way(origin: Favourite, destination: Favourite) -> Way:
    values = {
        "de": origin.label, "de_lon": f"{origin.lon:.6f}", "de_lat": f"{origin.lat:.6f}", "vers": destination.label,
        "vers_lon": f"{destination.lon:.6f}", "vers_lat": f"{destination.lat:.6f}", "quand": "maintenant",
    }  # fmt: skip
    return Way(origin.label, destination.label, f"{reverse('journeys:results')}?{urlencode(values)}")


def _board(row: Favourite, at: datetime | None) -> Board:
    if at is None:
        return Board(row, ())
    return Board(row, next_departures(row.feed, row.key, at, _DEPARTURES, together=True).departures)
