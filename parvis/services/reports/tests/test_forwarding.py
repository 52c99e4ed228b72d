# SPDX-License-Identifier: AGPL-3.0-or-later
"""Handing reports over: once, never twice by itself, and the other side's word taken back."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest
import time_machine
from django.db import connection

from parvis.kernel.audit.actors import SYSTEM, anonymous
from parvis.kernel.audit.refusals import Refused
from parvis.kernel.files import fetching
from parvis.kernel.jobs.declare import wait_before
from parvis.services.reports import jobs, operations
from parvis.services.reports.models import Forwarding, Report, ReportPhoto
from parvis.services.reports.open311 import client, exchange
from parvis.services.reports.operations import TargetValues
from parvis.services.reports.queries.following import awaits_answer, forwarding_of
from parvis.services.reports.tests.conftest import picture, report_of
from parvis.services.reports.tokens import remote_token

ENDPOINT = "https://departement.example/open311/v2"


@pytest.fixture
def target(desk: Any) -> Any:
    values = TargetValues(
        name="Département", kind="open311", endpoint=ENDPOINT, api_key="secret", codes={"banc": "MOBILIER"}
    )
    return operations.save_forward_target(desk.supervisor, values=values)


@pytest.fixture
def forwarded(submit: Any, desk: Any, target: Any) -> Forwarding:
    told = submit(email="marie@exemple.fr", name="Marie")
    operations.change_state(desk.agent, report_id=told.report_id, target="forwarded", forward_to=target.pk)
    return Forwarding.objects.get()


def server(answer: Callable[[httpx.Request], httpx.Response]) -> httpx.MockTransport:
    return httpx.MockTransport(answer)


def test_a_report_is_sent_without_its_author(forwarded: Forwarding) -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(201, json=[{"service_request_id": "D-77"}])

    exchange.send_forwarding(forwarded.pk, transport=server(answer))
    exchange.send_forwarding(forwarded.pk, transport=server(answer))  # the job runs again: nothing is sent
    forwarded.refresh_from_db()
    assert (forwarded.state, forwarded.remote_id, len(seen)) == ("sent", "D-77", 1)
    sent = parse_qs(seen[0].content.decode())
    assert sent["service_code"] == ["MOBILIER"]
    assert sent["api_key"] == ["secret"]
    assert "arie" not in seen[0].content.decode()


def test_a_server_that_is_away_is_asked_again(forwarded: Forwarding) -> None:
    def away(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("away")

    with pytest.raises(client.RemoteAway):
        exchange.send_forwarding(forwarded.pk, transport=server(away))
    found = server(lambda request: httpx.Response(201, json=[{"token": "t-1"}]))
    exchange.send_forwarding(forwarded.pk, transport=found)
    forwarded.refresh_from_db()
    assert (forwarded.state, forwarded.remote_token) == ("sent", "t-1")


def test_a_server_that_stays_away_leaves_the_report_to_its_team(forwarded: Forwarding) -> None:
    def away(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("away")

    last_try = sum(wait_before(attempt) for attempt in range(jobs.send_forwarding.retries))
    with time_machine.travel(forwarded.created_at + timedelta(seconds=last_try), tick=False):
        exchange.send_forwarding(forwarded.pk, transport=server(away))
    forwarded.refresh_from_db()
    assert forwarded.state == "failed"
    assert report_state(forwarded) == "acknowledged"


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(500),
        httpx.Response(201, text="merci"),
        httpx.Response(201, json=[]),
        httpx.Response(400, json=[{"code": 400, "description": "lat missing"}]),
        httpx.ReadTimeout("slow"),
    ],
)
def test_what_perhaps_arrived_is_never_sent_again_by_itself(forwarded: Forwarding, answer: Any) -> None:
    calls: list[int] = []

    def respond(request: httpx.Request) -> httpx.Response:
        calls.append(1)
        if isinstance(answer, Exception):
            raise answer
        return answer

    exchange.send_forwarding(forwarded.pk, transport=server(respond))
    exchange.send_forwarding(forwarded.pk, transport=server(respond))
    forwarded.refresh_from_db()
    assert (forwarded.state, len(calls)) == ("failed", 1)
    assert report_state(forwarded) == "acknowledged"  # back to the team, with the reason in the timeline


def test_a_crash_while_sending_leaves_a_trace_instead_of_a_second_sending(forwarded: Forwarding) -> None:
    Forwarding.objects.filter(pk=forwarded.pk).update(attempted_at=forwarded.created_at)
    exchange.send_forwarding(forwarded.pk, transport=server(lambda request: pytest.fail("sent twice")))
    forwarded.refresh_from_db()
    assert forwarded.state == "failed"


def report_state(forwarding: Forwarding) -> str:
    return Report.objects.values_list("state", flat=True).get(pk=forwarding.report_id)


def test_the_status_comes_back(forwarded: Forwarding) -> None:
    status = {"status": "open", "status_notes": "Devis demandé"}
    exchange.send_forwarding(
        forwarded.pk, transport=server(lambda request: httpx.Response(201, json=[{"service_request_id": "D-77"}]))
    )
    asked = server(lambda request: httpx.Response(200, json=[status]))
    for _turn in range(2):
        exchange.ask_for_status(Forwarding.objects.get(), transport=asked)
    assert report_state(forwarded) == "forwarded"
    status.update(status="closed", status_notes="Banc remplacé")
    exchange.ask_for_status(Forwarding.objects.get(), transport=asked)
    assert report_state(forwarded) == "resolved"
    forwarded.refresh_from_db()
    assert forwarded.state == "closed"


def test_a_silent_server_changes_nothing(forwarded: Forwarding) -> None:
    Forwarding.objects.update(state="sent", remote_id="D-77")
    for answer in (
        httpx.Response(404),
        httpx.Response(200, text="<html>"),
        httpx.Response(200, json=[{"status": "?"}]),
    ):
        exchange.ask_for_status(Forwarding.objects.get(), transport=server(lambda request, answer=answer: answer))
    assert report_state(forwarded) == "forwarded"


def test_an_answer_without_end_is_not_read_to_its_end(forwarded: Forwarding) -> None:
    given: list[int] = []

    def endless() -> Iterator[bytes]:
        while len(given) < 100:
            given.append(1)
            yield b" " * 1_000_000

    exchange.send_forwarding(forwarded.pk, transport=server(lambda request: httpx.Response(201, content=endless())))
    forwarded.refresh_from_db()
    assert (forwarded.state, len(given) < 5) == ("failed", True)


def test_by_e_mail_the_other_side_answers_on_a_page(submit: Any, desk: Any) -> None:
    values = TargetValues(name="Bailleur", kind="email", email="bailleur@exemple.fr")
    bailleur = operations.save_forward_target(desk.supervisor, values=values)
    told = submit(email="marie@exemple.fr")
    operations.change_state(desk.agent, report_id=told.report_id, target="forwarded", forward_to=bailleur.pk)
    with connection.cursor() as cursor:
        cursor.execute("SELECT address, body, url FROM notifications_outgoingmessage WHERE kind = 'reports.forward'")
        address, body, url = cursor.fetchone()
    assert address == "bailleur@exemple.fr"
    assert "marie" not in body
    forwarding = Forwarding.objects.get()
    assert url.endswith(f"/signalements/partenaire/{remote_token(forwarding.pk)}/")
    assert forwarding_of(remote_token(forwarding.pk)) == forwarding
    assert awaits_answer(forwarding)
    operations.receive_remote_status(anonymous(), forwarding_id=forwarding.pk, status="returned", notes="Pas à nous")
    assert report_of(told).state == "acknowledged"
    answered = forwarding_of(remote_token(forwarding.pk))
    assert answered is not None
    assert not awaits_answer(answered)
    with pytest.raises(Refused):
        operations.receive_remote_status(anonymous(), forwarding_id=forwarding.pk, status="closed")


def test_taking_back_ends_the_forwarding(forwarded: Forwarding, desk: Any) -> None:
    operations.change_state(desk.agent, report_id=forwarded.report_id, target="acknowledged")
    with pytest.raises(Refused):
        operations.receive_remote_status(SYSTEM, forwarding_id=forwarded.pk, status="closed")
    assert report_state(forwarded) == "acknowledged"


def test_another_house_s_target_is_no_target(submit: Any, desk: Any, other_desk: Any) -> None:
    values = TargetValues(name="x", kind="email", email="x@exemple.fr")
    theirs = operations.save_forward_target(other_desk.supervisor, values=values)
    told = submit()
    with pytest.raises(Refused):
        operations.change_state(desk.agent, report_id=told.report_id, target="forwarded", forward_to=theirs.pk)


PUBLIC = ["203.0.114.10"]


def test_a_named_photo_is_fetched_from_the_address_that_was_checked(submit: Any) -> None:
    told = submit()
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, content=picture())

    taken = exchange.fetch_media(
        told.report_id, "https://photos.example/a.jpg", resolve=lambda host, port: PUBLIC, transport=server(answer)
    )
    assert taken
    assert ReportPhoto.objects.count() == 1
    assert (seen[0].url.host, seen[0].headers["Host"]) == (PUBLIC[0], "photos.example")


@pytest.mark.parametrize(
    ("url", "addresses"),
    [
        ("http://localhost/a.jpg", ["127.0.0.1"]),
        ("http://interne.example/a.jpg", ["203.0.114.10", "10.0.0.7"]),
        ("http://metadata.example/", ["169.254.169.254"]),
        ("http://six.example/", ["::1"]),
        ("http://six.example/", ["fd00::1"]),
        ("file:///etc/passwd", PUBLIC),
        ("http://user:pass@photos.example/", PUBLIC),
        ("gopher://photos.example/", PUBLIC),
        ("http://photos.example:99999/", PUBLIC),
    ],
)
def test_no_photo_is_fetched_from_within(submit: Any, url: str, addresses: list[str]) -> None:
    told = submit()
    reached = server(lambda request: pytest.fail("reached"))
    assert not exchange.fetch_media(told.report_id, url, resolve=lambda host, port: addresses, transport=reached)


def test_a_photo_may_be_too_large_or_lead_elsewhere() -> None:
    big = server(lambda request: httpx.Response(200, content=b"x" * 5000))
    with pytest.raises(fetching.FetchRefused, match="too large"):
        fetching.fetch("https://photos.example/", most_bytes=1000, resolve=lambda host, port: PUBLIC, transport=big)
    moved = server(lambda request: httpx.Response(302, headers={"Location": "http://127.0.0.1/"}))
    with pytest.raises(fetching.FetchRefused, match="302"):
        fetching.fetch("https://photos.example/", most_bytes=1000, resolve=lambda host, port: PUBLIC, transport=moved)


def test_the_key_of_a_target_stays_out_of_the_history(target: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(v)::text FROM reports_forwardtargetversion v")
        rows = [json.loads(row[0]) for row in cursor.fetchall()]
    assert rows
    assert all("api_key" not in row for row in rows)
