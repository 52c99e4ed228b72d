# SPDX-License-Identifier: AGPL-3.0-or-later
"""The timetable's tables: flat arrays, one frozen dataclass each. Rows are known by their number.

Times are seconds after noon minus twelve hours of the service day (GTFS); distances are metres.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from .texts import Texts

type Int8s = NDArray[np.int8]
type Bytes = NDArray[np.uint8]
type Ints = NDArray[np.int32]
type Longs = NDArray[np.int64]
type Floats = NDArray[np.float64]
type Bools = NDArray[np.bool_]

BOARD, ALIGHT = 1, 2
WHEELCHAIR_UNKNOWN, WHEELCHAIR_YES, WHEELCHAIR_NO = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Feed:
    """Where data came from, its time zone, and the days that it covers."""

    name: str
    timezone: str
    first_day: date
    last_day: date


@dataclass(frozen=True, slots=True, eq=False)
class Stops:
    """Stops and stations. ``parent``: the station's number, -1 without. No place: NaN."""

    ids: Texts
    names: Texts
    codes: Texts
    platforms: Texts
    feed: Ints
    parent: Ints
    lat: Floats
    lon: Floats
    wheelchair: Int8s
    is_station: Bools


@dataclass(frozen=True, slots=True, eq=False)
class Routes:
    """Lines. ``mode``: numbers of ``Mode``. Colours: six digits, or empty."""

    ids: Texts
    short_names: Texts
    long_names: Texts
    agencies: Texts
    colours: Texts
    text_colours: Texts
    feed: Ints
    mode: Int8s


@dataclass(frozen=True, slots=True, eq=False)
class Trips:
    """Trips. The times of one are the rows from ``row`` on of ``Timetable.arrival_s``, one per stop of its pattern.

    ``bikes``: 1 where bicycles are taken along, 2 where not, 0 unknown.
    """

    ids: Texts
    headsigns: Texts
    short_names: Texts
    route: Ints
    service: Ints
    pattern: Ints
    row: Longs
    direction: Int8s
    wheelchair: Int8s
    bikes: Int8s


@dataclass(frozen=True, slots=True, eq=False)
class Patterns:
    """Distinct sequences of stops of a line: ``stop[first[p]:first[p + 1]]``; flags say BOARD, ALIGHT.

    ``sequence``: the stop_sequence that the feed gives each of them.
    """

    first: Longs
    stop: Ints
    flags: Bytes
    sequence: Ints
    route: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Services:
    """``runs[service, day]``; day 0 is ``first_day`` days after 1970-01-01."""

    runs: Bools
    first_day: int


@dataclass(frozen=True, slots=True, eq=False)
class Footpaths:
    """Ways on foot from stop to stop, ``to[first[s]:first[s + 1]]``, and the least time that a rule asks for."""

    first: Longs
    to: Ints
    metres: NDArray[np.float32]
    min_s: Ints
