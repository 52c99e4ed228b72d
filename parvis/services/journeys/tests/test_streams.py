# SPDX-License-Identifier: AGPL-3.0-or-later
"""Streams of real time: asked through the safe door, once whoever asks, and kept only when good."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from django.db import connection
from django.utils import timezone

from parvis.kernel.audit.refusals import NotAllowed, NotFound, Refused
from parvis.services.journeys import jobs, operations
from parvis.services.journeys.models import Message, Source, Stream
from parvis.services.journeys.tests.streams import message
from parvis.services.journeys.tests.test_public_pages import text

PUBLIC = ["93.184.216.34"]
URL = "https://bus.example/rt.pb"


@pytest.fixture
def stream(authority: Any, feed: Any) -> Stream:
    return operations.add_stream(authority.agent, feed_id=feed.pk, url=URL)


@pytest.fixture
def ask(stream: Stream) -> Callable[..., list[httpx.Request]]:
    """Fetches as often as there are answers, half a minute apart; what the server was asked."""

    def fetched(*answers: httpx.Response, seconds: int = 0) -> list[httpx.Request]:
        asked: list[httpx.Request] = []

        def answer(request: httpx.Request) -> httpx.Response:
            asked.append(request)
            return answers[len(asked) - 1]

        for turn in range(len(answers)):
            operations.fetch_stream(
                stream_id=stream.pk, at=timezone.now() + timedelta(seconds=seconds + 30 * turn),
                resolve=lambda _host, _port: PUBLIC, transport=httpx.MockTransport(answer),
            )  # fmt: skip
        stream.refresh_from_db()
        return asked

    return fetched


def test_a_good_message_is_kept_as_it_came_and_asked_for_only_when_new(stream: Stream, ask: Any) -> None:
    content = message({"trip_id": "1-0", "delay": 60})
    asked = ask(httpx.Response(200, content=content, headers={"ETag": '"1"'}), httpx.Response(304))
    assert asked[1].headers["If-None-Match"] == '"1"'
    kept = Message.objects.get(stream=stream)
    assert bytes(kept.content) == content
    assert (kept.counts["trips"], kept.number, stream.failures) == (1, 1, 0)
    ask(httpx.Response(200, content=message(at=timezone.now() + timedelta(seconds=60))), seconds=60)
    assert Message.objects.get(stream=stream).number == 2


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (lambda: httpx.Response(500), "HTTP 500"),
        (lambda: httpx.Response(200, content=b"<!doctype html>"), "not a GTFS-Realtime message"),
        (lambda: httpx.Response(200, content=message(at=timezone.now() - timedelta(minutes=9))), "minutes"),
        (lambda: httpx.Response(200, content=b"0" * 9_000_000), ""),
    ],
    ids=["error", "page", "old", "too-large"],
)
def test_what_is_not_good_leaves_the_last_good_one(stream: Stream, ask: Any, answer: Any, said: str) -> None:
    good = message()
    ask(httpx.Response(200, content=good), answer())
    assert said in stream.result
    assert stream.result
    assert stream.failures == 1
    assert bytes(Message.objects.get(stream=stream).content) == good


def test_our_own_network_is_not_asked(authority: Any, feed: Any) -> None:
    inside = operations.add_stream(authority.agent, feed_id=feed.pk, url="http://127.0.0.1:5432/rt")
    operations.fetch_stream(stream_id=inside.pk, transport=httpx.MockTransport(lambda _request: pytest.fail("reached")))
    inside.refresh_from_db()
    assert "not a public host" in inside.result


def test_a_server_that_fails_again_and_again_is_asked_seldom(stream: Stream, ask: Any) -> None:
    Stream.objects.filter(pk=stream.pk).update(failures=10, asked_at=timezone.now())
    assert ask(httpx.Response(200, content=message()), seconds=60) == []
    later = timezone.now() + timedelta(seconds=400)
    assert len(ask(httpx.Response(200, content=message(at=later)), seconds=400)) == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_ask_once(stream: Stream) -> None:
    asked: list[httpx.Request] = []
    begin = threading.Barrier(2)

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, content=message())

    def work() -> None:
        begin.wait()
        try:
            operations.fetch_stream(
                stream_id=stream.pk, resolve=lambda _host, _port: PUBLIC, transport=httpx.MockTransport(answer)
            )
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _number in range(2)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    assert len(asked) == 1


def test_each_minute_has_two_questions_per_stream_and_never_more_waiting(stream: Stream) -> None:
    for _minute in range(2):
        jobs.follow_streams()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'journeys.fetch_stream'")
        assert cursor.fetchone()[0] == 2


def test_who_may_change_streams(authority: Any, other: Any, feed: Any, stream: Stream) -> None:
    with pytest.raises(Refused):
        operations.add_stream(authority.agent, feed_id=feed.pk, url=URL)
    with pytest.raises(NotFound):
        operations.change_stream(other.supervisor, feed_id=feed.pk, stream_id=stream.pk, url=URL + "2")
    with pytest.raises(NotAllowed):
        operations.simulate_stream(authority.supervisor, feed=feed, seed=1)
    operations.remove_stream(authority.agent, feed_id=feed.pk, stream_id=stream.pk)
    assert not Stream.objects.filter(source=Source.ADDRESS).exists()


def test_the_desk_says_what_comes_and_what_is_broken(
    authority: Any, other: Any, feed: Any, stream: Stream, ask: Any, signed_in: Any
) -> None:
    page, desk = f"/agents/trajets/{feed.slug}/", signed_in(authority.agent)
    assert "En attente du premier message" in text(desk.get(page))
    ask(httpx.Response(200, content=message({"trip_id": "1-0", "delay": 60})))
    assert "Dernier bon message : moins d’une minute ; courses : 1" in text(desk.get(page)).replace("\u00a0", " ")
    ask(httpx.Response(503), seconds=60)
    assert "Le serveur répond par l’erreur 503." in text(desk.get(page))
    assert desk.post(f"{page}temps-reel/", {"url": URL}).status_code == 422
    assert desk.post(f"{page}temps-reel/{stream.pk}/", {"url": f"{URL}?2"}).status_code == 302
    assert "En attente du premier message" in text(desk.get(page))
    assert signed_in(other.agent).post(f"{page}temps-reel/{stream.pk}/retirer/").status_code == 404
    assert desk.post(f"{page}temps-reel/{stream.pk}/retirer/").status_code == 302
    assert not Stream.objects.exists()
