# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where from and where to: stops of the network in force beside addresses and places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from parvis.kernel.places.queries import place_in_words, search_addresses
from parvis.services.journeys.adapters.answers import Spot, StopKey
from parvis.services.journeys.adapters.network import Mapped, current_network
from parvis.services.journeys.adapters.seen import stop_seen
from parvis.services.journeys.adapters.stop_names import NamedStop, stop_names

MAX_TEXT = 200
_FIRST = 4
"""Stops that come before the addresses when their name begins as typed."""
_NEAR_M = 1_500


@dataclass(frozen=True, slots=True)
class PlaceHit:
    """A stop, address or place: the line to show, where it is, and (a stop) its key and its lines."""

    label: str
    hint: str
    value: str
    lat: float
    lon: float
    kind: str
    stop: StopKey | None = None
    lines: tuple[str, ...] = ()
    distance_m: int | None = None

    @property
    def spot(self) -> Spot:
        """The point of it."""
        return Spot(self.lat, self.lon, self.value)

    def as_json(self) -> dict[str, Any]:
        """The form that the combobox of the pages reads."""
        return {
            "label": self.label, "hint": self.hint, "value": self.value, "lon": round(self.lon, 6),
            "lat": round(self.lat, 6), "kind": self.kind,
        }  # fmt: skip


def search_places(text: str, limit: int = 8) -> list[PlaceHit]:
    """Stops and addresses for what has been typed so far, the best first."""
    text = text.strip()[:MAX_TEXT]
    stops = search_stops(text, limit)
    addresses = [
        PlaceHit(hit.label, hit.hint, hit.text, hit.lat, hit.lon, hit.kind) for hit in search_addresses(text, limit)
    ]
    first = 1 if text[:1].isdigit() else _FIRST
    return [*stops[:first], *addresses, *stops[first:]][:limit]


def search_stops(text: str, limit: int = 12) -> list[PlaceHit]:
    """Stops whose name holds what was typed; those that begin with it first, then those with more lines."""
    mapped = current_network()
    if mapped is None:
        return []
    typed = text.strip()[:MAX_TEXT]
    found = stop_names(mapped).matching(typed)
    found.sort(key=lambda one: (not one.name.casefold().startswith(typed.casefold()), -len(one.lines), one.name))
    return [_hit(mapped, one) for one in found[:limit]]


def all_stops() -> list[PlaceHit]:
    """Every named stop of the network in force."""
    mapped = current_network()
    return [_hit(mapped, one) for one in stop_names(mapped).stops] if mapped else []


def stops_near(lat: float, lon: float, limit: int = 12) -> list[PlaceHit]:
    """The stops around a point, the nearest first."""
    mapped = current_network()
    if mapped is None:
        return []
    return [_hit(mapped, one, round(far)) for far, one in stop_names(mapped).near(lon, lat, _NEAR_M)[:limit]]


def named(spot: Spot) -> Spot:
    """The point with a name that people know: its own, or what stands there."""
    return spot if spot.name else Spot(spot.lat, spot.lon, place_in_words(spot.lon, spot.lat))


def _hit(mapped: Mapped, one: NamedStop, distance_m: int | None = None) -> PlaceHit:
    seen = stop_seen(mapped.timetable, one.number)
    lines = ", ".join(one.lines[:6]) + ("…" if len(one.lines) > 6 else "")
    hint = _("Stop · lines {lines}").format(lines=lines) if lines else _("Stop")
    return PlaceHit(
        one.name, hint, one.name, one.lat, one.lon, "stop", (seen.feed, seen.stop_id), one.lines, distance_m
    )
