# SPDX-License-Identifier: AGPL-3.0-or-later
"""Means of transport, from GTFS route types (the basic ones and the extended ones of Google's list)."""

from enum import IntEnum


class Mode(IntEnum):
    """What one rides."""

    TRAM = 0
    METRO = 1
    RAIL = 2
    BUS = 3
    FERRY = 4
    CABLE_TRAM = 5
    CABLE_CAR = 6
    FUNICULAR = 7
    COACH = 8
    TROLLEYBUS = 11
    MONORAIL = 12
    ON_DEMAND = 13
    PLANE = 14
    OTHER = 15


_HUNDREDS = {
    1: Mode.RAIL,
    2: Mode.COACH,
    3: Mode.RAIL,
    4: Mode.METRO,
    5: Mode.METRO,
    6: Mode.METRO,
    7: Mode.BUS,
    8: Mode.TROLLEYBUS,
    9: Mode.TRAM,
    10: Mode.FERRY,
    11: Mode.PLANE,
    12: Mode.FERRY,
    13: Mode.CABLE_CAR,
    14: Mode.FUNICULAR,
    15: Mode.ON_DEMAND,
}
_BASIC = {int(mode): mode for mode in Mode if mode <= Mode.FUNICULAR} | {11: Mode.TROLLEYBUS, 12: Mode.MONORAIL}
_EXTENDED = {405: Mode.MONORAIL, 715: Mode.ON_DEMAND}


def mode_of(route_type: int) -> Mode | None:
    """The mode of a GTFS route type; None when the number is in no list."""
    if route_type in _BASIC:
        return _BASIC[route_type]
    return _EXTENDED.get(route_type) or _HUNDREDS.get(route_type // 100)
