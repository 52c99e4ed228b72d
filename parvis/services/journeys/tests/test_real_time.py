# SPDX-License-Identifier: AGPL-3.0-or-later
"""Real time on the pages: late, early, called off, added, gone old, broken."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
from django.test import Client
from django.utils import timezone

from parvis.services.journeys import operations
from parvis.services.journeys.adapters import live
from parvis.services.journeys.adapters.answers import Becomes
from parvis.services.journeys.models import Message, Stream
from parvis.services.journeys.queries.departures import next_departures
from parvis.services.journeys.tests.streams import ADDED, CANCELLED, message

STOP = "/trajets/arret/urbain/a/"


def at(hour: int, minute: int = 0) -> datetime:
    return timezone.localtime().replace(hour=hour, minute=minute, second=0, microsecond=0)


@pytest.fixture
def says(authority: Any, feed: Any) -> Callable[..., Stream]:
    """The authority's server says this, and the process has looked."""
    stream = operations.add_stream(authority.agent, feed_id=feed.pk, url="https://bus.example/rt.pb")

    def make(content: bytes, *, when: datetime | None = None) -> Stream:
        Stream.objects.update(asked_at=None)
        operations.fetch_stream(
            stream_id=stream.pk, at=when, resolve=lambda _host, _port: ["93.184.216.34"],
            transport=httpx.MockTransport(lambda _request: httpx.Response(200, content=content)),
        )  # fmt: skip
        live.forget()
        next_departures("urbain", "a", at(0))  # looks
        stream.refresh_from_db()
        return stream

    return make


def becoming(hour: int = 0) -> dict[str, Any]:
    found = next_departures("urbain", "a", at(hour))
    today = timezone.localdate()
    return {one.trip_id: one for one in found.departures if one.departure.date() == today}


def test_late_early_called_off_and_added(in_force: Any, says: Any) -> None:
    in_force(trips=5)
    said = says(message(
        {"trip_id": "1-0", "delay": 300}, {"trip_id": "1-1", "delay": -120}, {"trip_id": "1-2", "relation": CANCELLED},
        {"trip_id": "1-3", "delay": 20},
        {"trip_id": "more", "relation": ADDED, "route_id": "r1", "stops": [("a", at(7, 30)), ("b", at(7, 40))]},
    ))  # fmt: skip
    assert said.failures == 0
    found = becoming(6)
    told = {trip: (one.actual.becomes if one.actual else None) for trip, one in found.items()}
    assert told == {
        "1-0": Becomes.LATE, "1-1": Becomes.EARLY, "1-2": Becomes.CANCELLED, "1-3": Becomes.ON_TIME, "1-4": None,
        "more": Becomes.ADDED,
    }  # fmt: skip
    assert (found["1-0"].departure, found["1-0"].actual.planned_departure) == (at(7, 5), at(7))
    assert found["1-2"].departure == at(9)


def test_an_old_message_is_not_believed_and_the_page_says_so(in_force: Any, says: Any, client: Client) -> None:
    in_force(trips=5)
    says(message({"trip_id": "1-0", "delay": 300}))
    assert becoming()["1-0"].actual is not None
    Message.objects.update(made_at=timezone.now() - timedelta(minutes=12))
    live.forget()
    assert becoming()["1-0"].actual is None
    (seen,) = live.streams_seen()
    assert (seen.feed, seen.fresh) == ("urbain", False)


def test_what_cannot_be_laid_over_leaves_the_timetable(in_force: Any, says: Any, monkeypatch: Any) -> None:
    in_force(trips=5)

    def broken(*_args: Any) -> None:
        raise ArithmeticError

    monkeypatch.setattr(live, "apply", broken)
    says(message({"trip_id": "1-0", "delay": 300}))
    assert becoming()["1-0"].departure == at(7)
    monkeypatch.undo()
    says(message({"trip_id": "nowhere", "delay": 300}))
    assert becoming()["1-0"].actual is None
