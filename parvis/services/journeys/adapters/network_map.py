# SPDX-License-Identifier: AGPL-3.0-or-later
"""All lines of a network as one light GeoJSON, made when first asked for and kept while the network answers."""

from __future__ import annotations

import json
import threading
from datetime import date
from typing import Any

import numpy as np

from parvis.services.journeys.adapters.lines import line_laid, path_of
from parvis.services.journeys.adapters.network import Mapped
from parvis.services.journeys.adapters.seen import line_seen
from parvis.services.journeys.badges import paint
from parvis.services.journeys.rules.simplify import simplified

WITHIN_M = 12.0
"""Less than the width of a line on the screen when a whole town shows."""
_DIGITS = 5
"""A metre."""

_lock = threading.Lock()
_kept: dict[tuple[str, date, str], bytes] = {}


def network_geojson(mapped: Mapped, feed: str, today: date) -> bytes:
    """The ways of all lines, or of those of one timetable; of each line the direction that its feed names first."""
    key = mapped.fingerprint, today, feed
    made = _kept.get(key)
    if made is None:
        made = json.dumps(_collection(mapped, feed, today), separators=(",", ":"), ensure_ascii=False).encode()
        with _lock:
            for old in [each for each in _kept if each[:2] != key[:2]]:
                _kept.pop(old, None)
            _kept[key] = made
    return made


def feature_id(feed: str, route_id: str) -> str:
    """The name under which the list lights a line up on the map."""
    return f"{feed}/{route_id}"


def _collection(mapped: Mapped, feed: str, today: date) -> dict[str, Any]:
    features = []
    for route in np.unique(mapped.timetable.patterns.route).tolist():
        line = line_seen(mapped.timetable, route)
        laid = line_laid(mapped, route, today)
        if laid.directions and feed in ("", line.feed):
            paths = [simplified(path, WITHIN_M) for path in path_of(mapped, laid.directions[0])]
            shape = [[[round(lon, _DIGITS), round(lat, _DIGITS)] for lon, lat in path] for path in paths]
            features += [
                {
                    "type": "Feature",
                    "geometry": {"type": "LineString", "coordinates": each},
                    "properties": {
                        "id": feature_id(line.feed, line.route_id),
                        "title": line.name,
                        "colour": paint(line.colour).ground,
                    },
                }
                for each in shape
            ]
    return {"type": "FeatureCollection", "features": features}
