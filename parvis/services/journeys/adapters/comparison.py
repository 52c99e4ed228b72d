# SPDX-License-Identifier: AGPL-3.0-or-later
"""What changes from one version of a timetable to the next: lines, stops, days."""

from __future__ import annotations

from typing import Any

from parvis.engines.timetable import Timetable
from parvis.kernel.places.geo import haversine_m
from parvis.services.journeys.adapters.service import LineService, line_services

MOVED_M = 30.0
"""A stop that is nearer than this to where it was has been measured anew, not moved."""
MOST_STOPS = 400


def compare(before: Timetable | None, after: Timetable) -> dict[str, Any]:
    """The differences, ready for JSON.

    Returns: `lines` (name, mode, colour, `change`: added, removed, changed; trips of a usual week before and after, by
    weekday; stops gained and lost; first and last departure), the unchanged ones only counted in `same`; `stops` with
    `added`, `removed`, `moved` (name, lon, lat, and how far in metres), each cut at four hundred with its whole count.
    """
    old = line_services(before) if before is not None else {}
    new = line_services(after)
    lines = [
        _line(key, old.get(key), new.get(key)) for key in sorted(old.keys() | new.keys(), key=_by_number(old, new))
    ]
    changed = [line for line in lines if line["change"] != "same"]
    return {"lines": changed, "same": len(lines) - len(changed), "stops": _stops(before, after)}


def _by_number(old: dict[str, LineService], new: dict[str, LineService]) -> Any:
    def order(key: str) -> tuple[int, int, str]:
        name = (new.get(key) or old[key]).name
        return (0, int(name), name) if name.isdecimal() else (1, 0, name)

    return order


def _line(key: str, old: LineService | None, new: LineService | None) -> dict[str, Any]:
    shown = new or old
    assert shown is not None
    change = "added" if old is None else "removed" if new is None else "same" if _alike(old, new) else "changed"
    return {
        "key": key,
        "name": shown.name,
        "mode": shown.mode,
        "colour": shown.colour,
        "change": change,
        "before": _week(old),
        "after": _week(new),
        "gained": len(new.stops - old.stops) if old and new else 0,
        "lost": len(old.stops - new.stops) if old and new else 0,
    }


def _alike(old: LineService, new: LineService) -> bool:
    return (old.trips, old.first_s, old.last_s, old.stops) == (new.trips, new.first_s, new.last_s, new.stops)


def _week(line: LineService | None) -> dict[str, Any] | None:
    if line is None:
        return None
    return {"trips": list(line.trips), "week": line.week, "first_s": line.first_s, "last_s": line.last_s}


def _places(timetable: Timetable | None) -> dict[str, tuple[str, float, float]]:
    if timetable is None:
        return {}
    stops = timetable.stops
    served = set(timetable.patterns.stop.tolist())
    return {
        stops.ids[number]: (stops.names[number], float(stops.lon[number]), float(stops.lat[number]))
        for number in served
        if stops.lon[number] == stops.lon[number]  # a stop without place is not a number
    }


def _stops(before: Timetable | None, after: Timetable) -> dict[str, Any]:
    old, new = _places(before), _places(after)
    moved = []
    for key in old.keys() & new.keys():
        metres = haversine_m(old[key][1:], new[key][1:])
        if metres > MOVED_M:
            moved.append({**_stop(new[key]), "metres": round(metres)})
    groups = {
        "added": [_stop(new[key]) for key in new.keys() - old.keys()],
        "removed": [_stop(old[key]) for key in old.keys() - new.keys()],
        "moved": moved,
    }
    return {
        name: {"count": len(rows), "rows": sorted(rows, key=lambda row: (row["name"], row["lon"]))[:MOST_STOPS]}
        for name, rows in groups.items()
    }


def _stop(place: tuple[str, float, float]) -> dict[str, Any]:
    name, lon, lat = place
    return {"name": name, "lon": round(lon, 6), "lat": round(lat, 6)}
