# SPDX-License-Identifier: AGPL-3.0-or-later
"""GTFS-Realtime on a running timetable.

``read_stream`` makes plain values of a feed's message; ``apply`` lays what it says of trips over a timetable, in
milliseconds, and gives another one to ask. The one underneath goes on answering meanwhile.
"""

from .messages import read_stream
from .overlay import Live, apply
from .stream import (
    STALE_S,
    Alert,
    Concerned,
    Relation,
    StopChange,
    Stream,
    StreamRefused,
    Translated,
    TripChange,
    VehiclePosition,
)

__all__ = [
    "STALE_S", "Alert", "Concerned", "Live", "Relation", "StopChange", "Stream", "StreamRefused", "Translated",
    "TripChange", "VehiclePosition", "apply", "read_stream",
]  # fmt: skip
