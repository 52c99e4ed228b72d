# SPDX-License-Identifier: AGPL-3.0-or-later
"""The message of a moment: what is late, called off, added, and where the vehicles are."""

import math
from datetime import datetime
from pathlib import Path
from typing import Any

from google.transit import gtfs_realtime_pb2 as pb

from .mishaps import extra_run, fate_of
from .runs import Day, Run, days_around

AHEAD_S, AFTER_S = 5_400, 900
"""A message speaks of runs that begin within so many seconds or ended so long ago."""


def simulated(path: Path, moment: datetime, seed: int) -> bytes:
    """The message of an archive's authority at a moment."""
    now = int(moment.timestamp())
    message = pb.FeedMessage()
    message.header.gtfs_realtime_version = "2.0"
    message.header.incrementality = pb.FeedHeader.FULL_DATASET
    message.header.timestamp = now
    for day in days_around(path, moment):
        since = now - day.origin
        for run in day.runs:
            if run.calls[0].depart_s <= since + AHEAD_S and run.calls[-1].arrive_s >= since - AFTER_S:
                _tell(message, day, run, seed, since)
        extra = extra_run(day, seed)
        if extra and extra.calls[0].depart_s <= since + AHEAD_S and extra.calls[-1].arrive_s >= since:
            _add(message, day, extra, since)
    return bytes(message.SerializeToString(deterministic=True))


def _tell(message: Any, day: Day, run: Run, seed: int, since: int) -> None:
    fate = fate_of(run, day, seed)
    update = message.entity.add(id=f"{run.trip_id}@{day.day:%Y%m%d}").trip_update
    _name(update.trip, day, run)
    if fate.cancelled:
        update.trip.schedule_relationship = pb.TripDescriptor.CANCELED
        return
    delays = fate.delays(run)
    update.vehicle.id = run.block
    update.timestamp = day.origin + since
    for call, delay in zip(run.calls, delays, strict=True):
        stop = update.stop_time_update.add(stop_sequence=call.sequence, stop_id=call.stop_id)
        stop.arrival.delay = stop.departure.delay = delay
    moments = [(call.arrive_s + late, call.depart_s + late) for call, late in zip(run.calls, delays, strict=True)]
    _place(message, day, run, moments, since)


def _add(message: Any, day: Day, run: Run, since: int) -> None:
    update = message.entity.add(id=run.trip_id).trip_update
    _name(update.trip, day, run)
    update.trip.schedule_relationship = pb.TripDescriptor.ADDED
    update.vehicle.id = run.block
    for call in run.calls:
        stop = update.stop_time_update.add(stop_sequence=call.sequence, stop_id=call.stop_id)
        stop.arrival.time, stop.departure.time = day.origin + call.arrive_s, day.origin + call.depart_s
    _place(message, day, run, [(call.arrive_s, call.depart_s) for call in run.calls], since)


def _name(trip: Any, day: Day, run: Run) -> None:
    trip.trip_id, trip.route_id, trip.start_date = run.trip_id, run.route_id, f"{day.day:%Y%m%d}"


def _place(message: Any, day: Day, run: Run, moments: list[tuple[int, int]], since: int) -> None:
    """Where the vehicle is, on the straight line between two stops; nowhere before its run and after it."""
    if not moments[0][1] <= since < moments[-1][0]:
        return
    ahead = next(place for place, (come, _leave) in enumerate(moments) if come > since)
    a, b = (day.places[run.calls[place].stop_id] for place in (ahead - 1, ahead))
    leave, come = moments[ahead - 1][1], moments[ahead][0]
    share = min(max((since - leave) / max(come - leave, 1), 0.0), 1.0)
    vehicle = message.entity.add(id=f"v-{run.trip_id}@{day.day:%Y%m%d}").vehicle
    _name(vehicle.trip, day, run)
    vehicle.vehicle.id = run.block
    vehicle.position.latitude = a[0] + (b[0] - a[0]) * share
    vehicle.position.longitude = a[1] + (b[1] - a[1]) * share
    vehicle.position.bearing = _bearing(a, b)
    vehicle.stop_id = run.calls[ahead].stop_id
    vehicle.current_stop_sequence = run.calls[ahead].sequence
    vehicle.current_status = pb.VehiclePosition.IN_TRANSIT_TO
    vehicle.timestamp = day.origin + since


def _bearing(a: tuple[float, float], b: tuple[float, float]) -> float:
    east = (b[1] - a[1]) * math.cos(math.radians(a[0]))
    return math.degrees(math.atan2(east, b[0] - a[0])) % 360.0
