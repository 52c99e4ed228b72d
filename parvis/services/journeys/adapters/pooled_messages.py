# SPDX-License-Identifier: AGPL-3.0-or-later
"""GTFS-Realtime messages of several authorities as one, with the identifiers of the pooled timetables."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from google.transit import gtfs_realtime_pb2 as pb

from parvis.engines.timetable.pooled import prefixed

type Named = Callable[[str], str]


def pooled_message(parts: Iterable[tuple[str, bytes]], *, prefix: bool, at: int) -> bytes:
    """What the messages say of trips and vehicles; alerts have a feed of their own.

    Its moment is that of the oldest, `at` where there is none; each trip and each vehicle keeps its own.
    """
    message = pb.FeedMessage()
    message.header.gtfs_realtime_version = "2.0"
    message.header.incrementality = pb.FeedHeader.FULL_DATASET
    moments: list[int] = []
    for number, (feed, content) in enumerate(parts):
        one = pb.FeedMessage.FromString(content)
        moments.append(one.header.timestamp)
        for entity in one.entity:
            if entity.is_deleted or not (entity.HasField("trip_update") or entity.HasField("vehicle")):
                continue
            _take(message.entity.add(), entity, one.header.timestamp, f"{number}-{entity.id}", feed if prefix else "")
    message.header.timestamp = min(moments, default=at)
    pooled: bytes = message.SerializeToString(deterministic=True)
    return pooled


def _take(made: pb.FeedEntity, entity: pb.FeedEntity, at: int, key: str, feed: str) -> None:
    made.id = prefixed(feed, key) if feed else key
    for name in ("trip_update", "vehicle"):
        if entity.HasField(name):
            part = getattr(made, name)
            part.CopyFrom(getattr(entity, name))
            part.timestamp = part.timestamp or at
            if feed:
                _prefix(part, feed)


def _prefix(part: pb.TripUpdate | pb.VehiclePosition, feed: str) -> None:
    """Each name of something carries its timetable's, however deep it stands."""
    for field, value in part.ListFields():
        if field.message_type is not None:
            for each in value if field.is_repeated else [value]:
                _prefix(each, feed)
        elif field.name.endswith("_id") and field.cpp_type == field.CPPTYPE_STRING:
            setattr(part, field.name, prefixed(feed, value))
        elif field.name == "id" and part.DESCRIPTOR.name == "VehicleDescriptor":
            part.id = prefixed(feed, value)  # type: ignore[union-attr]
