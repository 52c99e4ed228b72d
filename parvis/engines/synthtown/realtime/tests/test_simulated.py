# SPDX-License-Identifier: AGPL-3.0-or-later
"""Simulated real time is the same whoever asks, and moves as the clock does."""

import zipfile
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from google.transit import gtfs_realtime_pb2 as pb

from parvis.engines.synthtown.realtime import simulated

EIGHT = datetime(2026, 3, 10, 8, 0, tzinfo=ZoneInfo("Europe/Paris"))


def archive(folder: Path, trips: int = 400) -> Path:
    """A line of three stops with a trip each two minutes from 5 h on."""
    path = folder / "town.zip"
    leave = [5 * 3600 + 120 * n for n in range(trips)]
    clock = lambda s: f"{s // 3600:02}:{s // 60 % 60:02}:00"  # noqa: E731
    texts = {
        "agency": "agency_id,agency_name,agency_timezone\nA,Bus,Europe/Paris\n",
        "stops": "stop_id,stop_lat,stop_lon\na,46.0,4.0\nb,46.1,4.1\nc,46.2,4.2\n",
        "calendar": "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"
        "d,1,1,1,1,1,1,1,20260101,20261231\n",
        "trips": "route_id,service_id,trip_id\n" + "".join(f"r,d,t{n}\n" for n in range(trips)),
        "stop_times": "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
        + "".join(
            f"t{n},{clock(s + 600 * k)},{clock(s + 600 * k)},{stop},{k + 1}\n"
            for n, s in enumerate(leave)
            for k, stop in enumerate("abc")
        ),
    }
    with zipfile.ZipFile(path, "w") as out:
        for name, text in texts.items():
            out.writestr(f"{name}.txt", text)
    return path


def read(data: bytes) -> pb.FeedMessage:
    message = pb.FeedMessage()
    message.ParseFromString(data)
    return message


def test_the_same_moment_and_seed_say_the_same(tmp_path: Path) -> None:
    path = archive(tmp_path)
    assert simulated(path, EIGHT, 1) == simulated(path, EIGHT, 1)
    assert simulated(path, EIGHT, 1) != simulated(path, EIGHT, 2)


def test_delays_hold_through_the_day_and_grow_along_the_trip(tmp_path: Path) -> None:
    path = archive(tmp_path)
    told = []
    for moment in (EIGHT, EIGHT + timedelta(minutes=10)):
        told.append({
            one.trip_update.trip.trip_id: [stop.arrival.delay for stop in one.trip_update.stop_time_update]
            for one in read(simulated(path, moment, 1)).entity
            if one.HasField("trip_update") and one.trip_update.trip.schedule_relationship == pb.TripDescriptor.SCHEDULED
        })  # fmt: skip
    both = told[0].keys() & told[1].keys()
    assert len(both) > 40
    assert all(told[0][trip] == told[1][trip] for trip in both)
    assert all(min(each[0], each[-1]) <= each[1] <= max(each[0], each[-1]) for each in told[0].values())


def test_few_are_called_off_and_one_is_added(tmp_path: Path) -> None:
    path = archive(tmp_path)
    relations: dict[str, int] = {}
    for hour in range(5, 19):
        for one in read(simulated(path, EIGHT.replace(hour=hour), 1)).entity:
            if one.HasField("trip_update"):
                relations[one.trip_update.trip.trip_id] = one.trip_update.trip.schedule_relationship
    kinds = list(relations.values())
    assert 1 <= kinds.count(pb.TripDescriptor.CANCELED) < 20
    assert kinds.count(pb.TripDescriptor.ADDED) == 1


def test_vehicles_stand_between_their_stops_and_move(tmp_path: Path) -> None:
    path = archive(tmp_path)
    first, later = (
        {one.vehicle.trip.trip_id: one.vehicle for one in read(simulated(path, moment, 1)).entity
         if one.HasField("vehicle")} for moment in (EIGHT, EIGHT + timedelta(seconds=60))
    )  # fmt: skip
    assert len(first) >= 8
    for each in first.values():
        assert 46.0 <= each.position.latitude <= 46.2
        assert abs(each.position.latitude - 46.0 - (each.position.longitude - 4.0)) < 1e-4
    moved = [trip for trip in first.keys() & later.keys()
             if later[trip].position.latitude > first[trip].position.latitude]  # fmt: skip
    assert len(moved) >= 6
