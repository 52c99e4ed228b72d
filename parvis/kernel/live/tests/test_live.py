# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is published reaches the right readers once it is committed, also those who were away."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
import time_machine
from django.conf import settings
from django.db import connection, connections, transaction
from django.test import Client

from parvis.kernel.accounts.models import Person
from parvis.kernel.jobs import run_all_jobs
from parvis.kernel.jobs.tests.processes import environment
from parvis.kernel.live import operations, queries
from parvis.kernel.live.hub import Hub, TooManyStreams, in_thread
from parvis.kernel.live.models import LiveEvent
from parvis.kernel.live.rules import Event, resume_at
from parvis.kernel.live.settings import LiveSettings
from parvis.kernel.organisations.models import Membership, Organisation

LIMITS = LiveSettings(most_streams=3, most_streams_each=2)


@pytest.mark.django_db
def test_names_are_checked() -> None:
    for channel, event in (("Bad Channel", "x"), ("a\nb", "x"), ("ok", "two words"), ("", "x")):
        with pytest.raises(ValueError, match="not a channel"):
            operations.publish(channel, event)


def test_a_frame_cannot_be_broken_by_what_it_carries() -> None:
    at = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)
    frame = Event(7, "c", "report", {"text": "a\n\nid: 1\ndata: x é"}, at).frame()
    first, second, *rest = frame.split("\n")
    assert first == f"id: 7.{int(at.timestamp())}000"
    assert json.loads(second.removeprefix("data: ")) == {"event": "report", "text": "a\n\nid: 1\ndata: x é"}
    assert rest == ["", ""]


def test_where_to_go_on() -> None:
    otherwise = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)
    moment = dt.datetime(2026, 11, 21, 12, tzinfo=dt.UTC)
    assert resume_at(f"7.{int(moment.timestamp())}000", otherwise) == moment - dt.timedelta(seconds=5)
    for junk in ("", "x", "7", "7.", "9" * 40):
        assert resume_at(junk, otherwise) == otherwise


@pytest.mark.django_db
def test_addresses_are_signed_for_one_person_and_expire() -> None:
    person = Person.objects.create_user("ada@example.org")
    with time_machine.travel(dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC), tick=False) as clock:
        token = queries.live_url("reports.desk.1", person=person).removeprefix("/live/")
        ticket = queries.read_ticket(token)
        assert ticket is not None
        assert (ticket.channel, ticket.person_id) == ("reports.desk.1", person.pk)
        assert queries.read_ticket(token[:-2] + "xx") is None
        clock.shift(dt.timedelta(hours=13))
        assert queries.read_ticket(token) is None


@pytest.mark.django_db(transaction=True)
def test_another_reader_s_address_does_not_work() -> None:
    ada, eve = Person.objects.create_user("ada@example.org"), Person.objects.create_user("eve@example.org")
    url = queries.live_url("reports.desk.1", person=ada)
    client = Client()
    assert client.get(url).status_code == 403
    client.force_login(eve)
    assert client.get(url).status_code == 403
    client.force_login(ada)
    assert client.get(url).status_code == 204, "this test client cannot hold a stream, and says so"
    assert client.get("/live/forged").status_code == 404


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "end",
    [lambda one: one.delete(), lambda one: Membership.objects.filter(pk=one.pk).update(role="call_taker")],
    ids=["membership", "role"],
)
def test_an_agent_s_address_ends_with_the_membership_and_with_the_role(end: Callable[[Membership], Any]) -> None:
    ada = Person.objects.create_user("ada@example.org")
    town = Organisation.objects.create(name="Ville", kind="commune", slug="ville")
    membership = Membership.objects.create(person=ada, organisation=town, role="supervisor")
    url = queries.live_url("reports.desk.1", person=ada, organisation_id=town.pk, role=membership.role)
    client = Client()
    client.force_login(ada)
    assert client.get(url).status_code == 204
    end(membership)
    assert client.get(url).status_code == 403


@pytest.mark.django_db
def test_events_are_forgotten_after_an_hour() -> None:
    operations.publish("a.b", "x")
    LiveEvent.objects.update(at=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
    operations.publish("a.b", "y")
    assert operations.delete_old() == 1
    assert run_all_jobs() == 0


def in_loop[T](work: Callable[[], Any]) -> Any:
    """Runs a coroutine in an event loop of its own thread, as a server does."""
    found: list[Any] = []

    def run() -> None:
        try:
            found.append(asyncio.run(work()))
        except BaseException as error:
            found.append(error)
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(30)
    if isinstance(found[0], BaseException):
        raise found[0]
    return found[0]


async def heard(stream: Any, seconds: float = 5) -> dict[str, Any]:
    event = await asyncio.wait_for(stream.queue.get(), seconds)
    return {"event": event.event, **event.data}


@pytest.mark.django_db(transaction=True)
def test_only_what_is_committed_is_heard_by_the_channel_s_readers() -> None:
    async def work() -> list[Any]:
        hub = Hub()
        async with hub.stream("a.b", reader="1", limits=LIMITS) as one, hub.stream("a.c", reader="2", limits=LIMITS):

            def write() -> None:
                with suppress(ZeroDivisionError), transaction.atomic():
                    operations.publish("a.b", "lost")
                    raise ZeroDivisionError
                with transaction.atomic():
                    operations.publish("a.b", "kept", {"n": 1})
                operations.publish("a.b", "large", {"text": "é" * 9000})

            await in_thread(write)
            return [await heard(one), await heard(one)]

    kept, large = in_loop(work)
    assert kept == {"event": "kept", "n": 1}
    assert large == {"event": "large", "text": "é" * 9000}


@pytest.mark.django_db(transaction=True)
def test_the_listener_comes_back_after_the_database_dropped_it_and_tells_what_it_missed() -> None:
    async def work() -> list[Any]:
        hub = Hub()
        async with hub.stream("a.b", reader="1", limits=LIMITS) as stream:

            def drop_then_write() -> None:
                with connection.cursor() as cursor:
                    cursor.execute(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                        " WHERE datname = current_database() AND query LIKE 'LISTEN%%'"
                    )
                operations.publish("a.b", "missed")

            await in_thread(drop_then_write)
            return [await heard(stream, 10)]

    assert in_loop(work) == [{"event": "missed"}]


@pytest.mark.django_db(transaction=True)
def test_limits_and_slow_readers() -> None:
    async def work() -> tuple[bool, Any, int]:
        hub = Hub()
        async with hub.stream("a.b", reader="1", limits=LIMITS) as slow, hub.stream("a.b", reader="1", limits=LIMITS):
            try:
                async with hub.stream("a.b", reader="1", limits=LIMITS):
                    refused = False
            except TooManyStreams:
                refused = True
            at = dt.datetime.now(dt.UTC)
            for number in range(150):
                slow.put(Event(number, "a.b", "x", {}, at))
            last = None
            while not slow.queue.empty():
                last = slow.queue.get_nowait()
                if last is None:
                    break
        return refused, last, hub.count

    assert in_loop(work) == (True, None, 0)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    """The real server on the test database."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "granian", "--interface", "asgi", "--port", str(port), "--workers", "1"]
    process = subprocess.Popen(
        [*command, "parvis.project.asgi:application"], env=environment(tmp_path), cwd=settings.BASE_DIR
    )
    base = f"http://127.0.0.1:{port}"
    try:
        for _attempt in range(150):
            try:
                httpx.get(f"{base}/healthz", timeout=1)
                break
            except httpx.HTTPError:
                time.sleep(0.1)
        yield base
    finally:
        process.terminate()
        process.wait(10)


@pytest.mark.django_db(transaction=True)
def test_a_browser_hears_and_after_a_break_is_told_what_it_missed(server: str) -> None:
    url = f"{server}{queries.live_url('a.b')}"
    with httpx.stream("GET", url, timeout=20) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        assert response.headers["cache-control"] == "no-store"
        lines = response.iter_lines()
        assert next(lines) == "retry: 3000"
        operations.publish("a.b", "first", {"n": 1})
        last_id = next(line for line in lines if line.startswith("id: ")).removeprefix("id: ")
        assert json.loads(next(lines).removeprefix("data: ")) == {"event": "first", "n": 1}
    operations.publish("a.b", "while-away")
    with httpx.stream("GET", url, timeout=20, headers={"Last-Event-ID": last_id}) as response:
        names = (json.loads(line[6:])["event"] for line in response.iter_lines() if line.startswith("data: "))
        assert "while-away" in [next(names), next(names)]


@pytest.mark.django_db(transaction=True)
def test_open_streams_hold_no_connection_of_the_pool(server: str) -> None:
    """Ten streams stay open on a pool of three connections, and pages still answer."""
    url = f"{server}{queries.live_url('a.b')}"
    with httpx.Client(timeout=20) as client:
        opened = [client.stream("GET", url) for _number in range(10)]
        responses = [each.__enter__() for each in opened]
        assert [next(response.iter_lines()) for response in responses] == ["retry: 3000"] * 10
        assert client.get(f"{server}/readyz").status_code == 200
        assert client.get(f"{server}/live/forged").status_code == 404
        for each in opened:
            each.__exit__(None, None, None)
