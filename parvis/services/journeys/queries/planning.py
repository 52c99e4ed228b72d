# SPDX-License-Identifier: AGPL-3.0-or-later
"""Journeys of the network in force, between stops and any points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from parvis.engines import timetable as engine
from parvis.engines.timetable import Access, Query, Timetable
from parvis.engines.timetable.query import Place
from parvis.kernel.places.geo import haversine_m
from parvis.kernel.places.queries import in_territory
from parvis.services.journeys.adapters.answers import End, Journeys, Spot, StopKey
from parvis.services.journeys.adapters.cycling import cycle_reach
from parvis.services.journeys.adapters.live import live_of, timetable_of
from parvis.services.journeys.adapters.network import current_network
from parvis.services.journeys.adapters.reach import REACH_M, Reach, reach
from parvis.services.journeys.adapters.seen import Frame, journey_seen, zone_of
from parvis.services.journeys.rules.service_days import service_seconds

SAME_PLACE_M = 20.0


@dataclass(frozen=True, slots=True)
class _Ends:
    """Where from and where to, as the engine takes it; or why not."""

    origin: Place = ()
    destination: Place = ()
    direct: Access | None = None
    estimated: tuple[bool, bool] = (False, False)
    why: str = ""
    cycled: Mapping[int, float] = field(default_factory=dict)


def plan_journeys(
    origin: End,
    destination: End,
    *,
    depart: datetime | None = None,
    arrive: datetime | None = None,
    window_s: int = 0,
    wheelchair: bool = False,
    bicycle: bool = False,
    reach_m: int = REACH_M,
    planned: bool = False,
) -> Journeys:
    """Journeys between two stops or points of the network in force. Give `depart` or `arrive`, with its time zone.

    Without `window_s` the one that arrives first (or leaves last); with it, all sensible ones that leave (or arrive)
    within so many seconds. From a point one walks to stops up to `reach_m` away as the crow flies, and between two
    points the way on foot alone is an answer too. With `bicycle` one cycles from the first point to a stop. `planned`:
    as the timetable has it, whatever real time says.

    Raises:
        ValueError: neither or both moments, one without time zone, or a window that is none.
    """
    at = depart or arrive
    if at is None or at.tzinfo is None or (depart and arrive):
        raise ValueError("give depart or arrive, one of the two, with its time zone")
    mapped = current_network()
    if mapped is None:
        return Journeys(why="no_network")
    timetable = mapped.timetable
    ends = _ends(timetable, origin, destination, reach_m)
    if bicycle and not ends.why:
        ends = _cycled(timetable, origin, ends)
    if ends.why:
        return Journeys(why=ends.why, network=mapped.fingerprint)
    zone = zone_of(timetable)
    day, seconds = service_seconds(at, zone)
    query = Query(
        ends.origin, ends.destination, day=day, depart_s=seconds if depart else None,
        arrive_s=None if depart else seconds, window_s=window_s, wheelchair=wheelchair, direct=ends.direct,
    )  # fmt: skip
    real = None if planned else live_of(mapped, day)
    running = timetable_of(mapped, real)
    answer = engine.plan(running, query)
    frame = Frame(running, day, zone, (_spot(origin), _spot(destination)), ends.estimated, real, ends.cycled)
    return Journeys(tuple(journey_seen(frame, one) for one in answer.journeys), answer.why, mapped.fingerprint)


def _spot(end: End) -> Spot | None:
    return end if isinstance(end, Spot) else None


def stop_number(timetable: Timetable, key: StopKey) -> int:
    """The engine's number of a stop; -1 for an unknown one."""
    try:
        return timetable.stop(*key)
    except KeyError:
        return -1


def _ends(timetable: Timetable, origin: End, destination: End, reach_m: int) -> _Ends:
    first, last = _spot(origin), _spot(destination)
    if first is not None and last is not None and _metres(first, last) <= SAME_PLACE_M:
        return _Ends(why="same_place")
    start, outward, why = end_in_reach(timetable, origin, last, "origin", reach_m)
    if why:
        return _Ends(why=why)
    end, inward, why = end_in_reach(timetable, destination, first, "destination", reach_m)
    if why or (isinstance(start, int) and start == end):
        return _Ends(why=why or "same_place")
    direct = outward.direct_m if outward and inward else None
    return _Ends(
        start,
        end,
        None if direct is None else Access(-1, direct),
        (bool(outward and outward.estimated), bool(inward and inward.estimated)),
    )


def _cycled(timetable: Timetable, origin: End, ends: _Ends) -> _Ends:
    """With the first way by bicycle, where one starts from a point that has stops in reach of a bicycle."""
    if not isinstance(origin, Spot):
        return ends
    near = cycle_reach(timetable, origin)
    if not near.stops:
        return ends
    return replace(ends, origin=near.stops, cycled=near.metres, estimated=(near.estimated, ends.estimated[1]))


def end_in_reach(
    timetable: Timetable, asked: End, other: Spot | None, side: str, reach_m: int
) -> tuple[Place, Reach | None, str]:
    """The place as the engine takes it, what is in reach of it if it is a point, or why there is nothing."""
    if not isinstance(asked, Spot):
        number = stop_number(timetable, asked)
        return number, None, f"unknown_{side}" if number < 0 else ""
    near = reach(timetable, asked, other, outward=side == "origin", within_m=reach_m)
    if near.stops or near.direct_m is not None:
        return near.stops, near, ""
    if not in_territory(asked.lon, asked.lat):
        return (), near, f"{side}_outside"
    return (), near, f"{side}_no_stop" if near.street else f"{side}_no_street"


def _metres(one: Spot, other: Spot) -> float:
    return haversine_m((one.lon, one.lat), (other.lon, other.lat))
