# SPDX-License-Identifier: AGPL-3.0-or-later
"""All timetables in one file, and their real time in one message: no identifier meets another's."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.test import Client
from django.utils import timezone
from google.transit import gtfs_realtime_pb2 as pb

from parvis.engines import timetable as engine
from parvis.services.journeys import operations
from parvis.services.journeys.models import Feed, Message
from parvis.services.journeys.tests.conftest import gtfs
from parvis.services.journeys.tests.streams import message

FILE, REAL = "/trajets/horaires.zip", "/trajets/temps-reel.pb"


@pytest.fixture
def two(authority: Any, other: Any, feed: Any, delivered: Any, settings: Any, tmp_path: Path) -> list[str]:
    """Two authorities that give the same names to different things, one of them without naming its agency."""
    settings.VAR_DIR = tmp_path
    cars = operations.add_feed(other.agent, organisation_slug=other.organisation.slug, slug="cars", title="Cars")
    nameless = gtfs(
        trips=2,
        agency="agency_name,agency_url,agency_timezone\nCars,https://cars.example,Europe/Paris\n",
        routes='\ufeffroute_id,route_short_name,route_type\n"r1",1,3\n',
    )
    row, _new = operations.deliver(other.agent, feed_id=cars.pk, data=nameless)
    operations.check_delivery(delivery_id=row.pk)
    for who, one in ((authority, delivered(trips=3)), (other, row)):
        operations.activate(who.supervisor, key=one.uuid)
    return ["cars", "urbain"]


def etag(client: Client) -> str:
    answer: Any = client.get(FILE)
    b"".join(answer.streaming_content)  # which closes the file
    return str(answer["ETag"])


def test_the_file_of_all_is_made_aside_and_holds_together(two: list[str], client: Client, tmp_path: Path) -> None:
    waiting = client.get(FILE)
    assert (waiting.status_code, waiting["Retry-After"]) == (503, "60")
    made = operations.pool_timetables()
    answer: Any = client.get(FILE)
    content = b"".join(answer.streaming_content)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {one.compress_type for one in archive.infolist()} == {zipfile.ZIP_DEFLATED}
        routes = archive.read("routes.txt").decode().splitlines()
        assert "cars:r1" in routes[1]
        assert routes[1].startswith("cars:cars,")
        assert any("urbain:A" in line and "urbain:r1" in line for line in routes)
    (tmp_path / "all.zip").write_bytes(content)
    timetable = engine.load([tmp_path / "all.zip"])
    assert len(timetable.trips.row) == 5
    assert client.get(FILE, headers={"If-None-Match": answer["ETag"]}).status_code == 304
    assert made is not None
    before = made.read_bytes()
    made.unlink()
    again = operations.pool_timetables()
    assert again is not None
    assert again.read_bytes() == before


def test_while_the_new_one_is_made_the_old_one_is_given(
    two: list[str], authority: Any, delivered: Any, client: Client
) -> None:
    operations.pool_timetables()
    old = etag(client)
    operations.activate(authority.supervisor, key=delivered(trips=6).uuid)
    assert etag(client) == old
    operations.pool_timetables()
    assert etag(client) != old


def test_real_time_of_all_has_the_names_of_the_file_and_nothing_old(
    two: list[str], authority: Any, other: Any, feed: Any, client: Client
) -> None:
    bus = {"trip_id": "1-0", "at": (46.26, 4.88)}
    says = message({"trip_id": "1-0", "delay": 60, "stops": [("a", timezone.now())]}, vehicles=(bus,))
    for who, of in ((authority, feed), (other, Feed.objects.get(slug="cars"))):
        stream = operations.add_stream(who.agent, feed_id=of.pk, url="https://bus.example/rt.pb")
        operations.fetch_stream(
            stream_id=stream.pk, resolve=lambda _host, _port: ["93.184.216.34"],
            transport=httpx.MockTransport(lambda _request: httpx.Response(200, content=says)),
        )  # fmt: skip
    answer = client.get(REAL)
    said = pb.FeedMessage.FromString(answer.content)
    trips = {one.trip_update.trip.trip_id for one in said.entity if one.HasField("trip_update")}
    assert trips == {"cars:1-0", "urbain:1-0"}
    assert {one.vehicle.vehicle.id for one in said.entity if one.HasField("vehicle")} == {"cars:bus-0", "urbain:bus-0"}
    assert said.entity[0].trip_update.stop_time_update[0].stop_id == "cars:a"
    assert len({one.id for one in said.entity}) == 4
    assert client.get(REAL, headers={"If-None-Match": answer["ETag"]}).status_code == 304
    own = pb.FeedMessage.FromString(client.get("/trajets/temps-reel/urbain.pb").content)
    assert {one.trip_update.trip.trip_id for one in own.entity if one.HasField("trip_update")} == {"1-0"}
    assert "/trajets/temps-reel/urbain.pb" in client.get("/trajets/horaires/").content.decode()
    Message.objects.update(made_at=timezone.now() - timedelta(minutes=12))
    nothing = pb.FeedMessage.FromString(client.get(REAL).content)
    assert len(nothing.entity) == 0
    assert nothing.header.timestamp > 0
    assert client.get("/trajets/temps-reel/nirgends.pb").status_code == 404
