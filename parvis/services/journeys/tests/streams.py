# SPDX-License-Identifier: AGPL-3.0-or-later
"""Messages of real time for the tests."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from google.transit import gtfs_realtime_pb2 as pb

CANCELLED = pb.TripDescriptor.CANCELED
ADDED = pb.TripDescriptor.ADDED


def message(*trips: dict[str, Any], at: datetime | None = None, vehicles: tuple[dict[str, Any], ...] = ()) -> bytes:
    """A message of today's trips, made at `at`: each with `trip_id`, and `delay`, `relation`, `route_id`, `stops`."""
    made = pb.FeedMessage()
    made.header.gtfs_realtime_version = "2.0"
    made.header.timestamp = int((at or timezone.now()).timestamp())
    for number, trip in enumerate(trips):
        update = made.entity.add(id=f"t{number}").trip_update
        update.trip.trip_id = trip["trip_id"]
        update.trip.route_id = trip.get("route_id", "")
        update.trip.start_date = f"{trip.get('day', timezone.localdate()):%Y%m%d}"
        update.trip.schedule_relationship = trip.get("relation", pb.TripDescriptor.SCHEDULED)
        if "delay" in trip:
            update.delay = trip["delay"]
        for stop_id, moment in trip.get("stops", ()):
            stop = update.stop_time_update.add(stop_id=stop_id)
            stop.arrival.time = stop.departure.time = int(moment.timestamp())
    for number, vehicle in enumerate(vehicles):
        one = made.entity.add(id=f"v{number}").vehicle
        one.vehicle.id = f"bus-{number}"
        one.trip.trip_id, one.trip.route_id = vehicle["trip_id"], vehicle.get("route_id", "")
        one.trip.start_date = f"{timezone.localdate():%Y%m%d}"
        one.position.latitude, one.position.longitude = vehicle["at"]
        one.timestamp = made.header.timestamp
    return made.SerializeToString()
