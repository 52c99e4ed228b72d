# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bytes of a GTFS-Realtime feed to plain values. Whatever is wrong with a part leaves that part out, counted."""

import math
from collections import Counter
from datetime import date
from typing import Any

from google.protobuf.message import DecodeError
from google.transit import gtfs_realtime_pb2 as pb

from .stream import (
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

MOST_BYTES = 64 << 20
MOST_ENTITIES = 200_000
MOST_TEXT = 10_000
TRIPS = {
    pb.TripDescriptor.SCHEDULED: Relation.SCHEDULED,
    pb.TripDescriptor.CANCELED: Relation.CANCELLED,
    pb.TripDescriptor.DELETED: Relation.CANCELLED,
    pb.TripDescriptor.ADDED: Relation.ADDED,
    pb.TripDescriptor.NEW: Relation.ADDED,
    pb.TripDescriptor.UNSCHEDULED: Relation.ADDED,
    pb.TripDescriptor.REPLACEMENT: Relation.REPLACED,
    pb.TripDescriptor.DUPLICATED: Relation.DUPLICATED,
}
STOPS = {
    pb.TripUpdate.StopTimeUpdate.SKIPPED: Relation.SKIPPED,
    pb.TripUpdate.StopTimeUpdate.NO_DATA: Relation.NO_DATA,
}


def read_stream(data: bytes) -> Stream:
    """Reads one message. Raises StreamRefused when it is none, or says not when it was made."""
    if len(data) > MOST_BYTES:
        raise StreamRefused(f"the message has more than {MOST_BYTES >> 20} MB")
    message = pb.FeedMessage()
    try:
        message.ParseFromString(data)
    except DecodeError as error:
        begins = data[:40].decode("latin-1").strip()
        raise StreamRefused(f"not a GTFS-Realtime message; it begins with {begins!r}") from error
    if message.header.incrementality == pb.FeedHeader.DIFFERENTIAL:
        raise StreamRefused("the message tells only what has changed since another one, which the standard leaves open")
    if not message.header.timestamp:
        raise StreamRefused("the message does not say when it was made")
    if len(message.entity) > MOST_ENTITIES:
        raise StreamRefused(f"the message has more than {MOST_ENTITIES:,} parts")
    return _read(message)


def _read(message: Any) -> Stream:
    dropped: Counter[str] = Counter()
    trips: list[TripChange] = []
    alerts: list[Alert] = []
    vehicles: list[VehiclePosition] = []
    for entity in message.entity:
        if entity.is_deleted:
            continue
        try:
            if entity.HasField("trip_update"):
                trips.append(_trip(entity.trip_update))
            if entity.HasField("alert"):
                alerts.append(_alert(entity.id, entity.alert))
            if entity.HasField("vehicle"):
                vehicles.append(_vehicle(entity.vehicle))
        except ValueError as error:
            dropped[str(error)] += 1
    return Stream(int(message.header.timestamp), tuple(trips), tuple(alerts), tuple(vehicles), tuple(dropped.items()))


def _day(text: str) -> date | None:
    if not text:
        return None
    if len(text) != 8 or not text.isdecimal():
        raise ValueError("start_date is no day")
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError as error:
        raise ValueError("start_date is no day") from error


def _clock(text: str) -> int | None:
    """``HH:MM:SS`` in seconds of the service day."""
    if not text:
        return None
    parts = text.split(":")
    if len(parts) != 3 or not all(part.isdecimal() and len(part) <= 3 for part in parts):
        raise ValueError("start_time is no time")
    hours, minutes, seconds = map(int, parts)
    return hours * 3600 + minutes * 60 + seconds


def _trip(update: Any) -> TripChange:
    trip = update.trip
    relation = TRIPS.get(trip.schedule_relationship, Relation.SCHEDULED)
    if not trip.trip_id and relation is not Relation.ADDED:
        raise ValueError("the trip is not named by its trip_id")
    properties = update.trip_properties
    return TripChange(
        trip_id=trip.trip_id,
        route_id=trip.route_id,
        day=_day(trip.start_date),
        start_s=_clock(trip.start_time),
        relation=relation,
        delay_s=update.delay if update.HasField("delay") else None,
        stops=tuple(_stop(each) for each in update.stop_time_update),
        headsign=properties.trip_headsign[:MOST_TEXT],
        new_id=properties.trip_id,
        new_day=_day(properties.start_date),
        new_start_s=_clock(properties.start_time),
    )


def _stop(update: Any) -> StopChange:
    def moment(name: str) -> tuple[int | None, int | None]:
        if not update.HasField(name):
            return None, None
        event = getattr(update, name)
        if event.HasField("time") and event.time > 0:
            return int(event.time), None
        return None, int(event.delay) if event.HasField("delay") else None

    arrival, departure = moment("arrival"), moment("departure")
    return StopChange(
        sequence=update.stop_sequence if update.HasField("stop_sequence") else None,
        stop_id=update.stop_id,
        relation=STOPS.get(update.schedule_relationship, Relation.SCHEDULED),
        arrival=arrival[0],
        arrival_delay_s=arrival[1],
        departure=departure[0],
        departure_delay_s=departure[1],
        assigned=update.stop_time_properties.assigned_stop_id,
    )


def _translated(text: Any) -> Translated:
    return Translated(tuple((each.language, each.text[:MOST_TEXT]) for each in text.translation))


def _alert(alert_id: str, alert: Any) -> Alert:
    return Alert(
        alert_id=alert_id,
        periods=tuple((int(each.start) or None, int(each.end) or None) for each in alert.active_period),
        concerned=tuple(_concerned(each) for each in alert.informed_entity),
        cause=pb.Alert.Cause.Name(alert.cause).lower(),
        effect=pb.Alert.Effect.Name(alert.effect).lower(),
        severity=pb.Alert.SeverityLevel.Name(alert.severity_level).lower(),
        header=_translated(alert.header_text),
        description=_translated(alert.description_text),
        url=_translated(alert.url),
    )


def _concerned(entity: Any) -> Concerned:
    return Concerned(
        agency_id=entity.agency_id,
        route_id=entity.route_id or entity.trip.route_id,
        route_type=entity.route_type if entity.HasField("route_type") else None,
        stop_id=entity.stop_id,
        trip_id=entity.trip.trip_id,
    )


def _vehicle(vehicle: Any) -> VehiclePosition:
    place = vehicle.position
    if not vehicle.HasField("position") or not (math.isfinite(place.latitude) and math.isfinite(place.longitude)):
        raise ValueError("the vehicle has no position")
    if not -90 <= place.latitude <= 90 or not -180 <= place.longitude <= 180 or not (place.latitude or place.longitude):
        raise ValueError("the vehicle has no position")
    return VehiclePosition(
        vehicle_id=vehicle.vehicle.id,
        label=vehicle.vehicle.label,
        trip_id=vehicle.trip.trip_id,
        route_id=vehicle.trip.route_id,
        day=_day(vehicle.trip.start_date),
        lat=float(place.latitude),
        lon=float(place.longitude),
        bearing=float(place.bearing) if place.HasField("bearing") else None,
        speed_mps=float(place.speed) if place.HasField("speed") else None,
        stop_id=vehicle.stop_id,
        status=pb.VehiclePosition.VehicleStopStatus.Name(vehicle.current_status).lower(),
        at=int(vehicle.timestamp) or None,
        occupancy=pb.VehiclePosition.OccupancyStatus.Name(vehicle.occupancy_status).lower()
        if vehicle.HasField("occupancy_status")
        else "",
    )
