# SPDX-License-Identifier: AGPL-3.0-or-later
"""The authorities' desk and the public files, as a browser gets them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from parvis.kernel.jobs import run_all_jobs
from parvis.services.journeys import operations
from parvis.services.journeys.contributions import open_data
from parvis.services.journeys.models import Delivery, Feed
from parvis.services.journeys.queries.feeds import feeds_to_fetch
from parvis.services.journeys.tests.conftest import DESK, gtfs

PUBLIC = ["93.184.215.14"]


def text(answer: Any) -> str:
    return answer.content.decode()


def test_from_a_new_timetable_to_one_in_force(authority: Any, signed_in: Any) -> None:
    agent, supervisor = signed_in(authority.agent), signed_in(authority.supervisor)
    assert "Aucun horaire" in text(agent.get(DESK))
    values = {"title": "Réseau urbain", "slug": "urbain", "fetch_hour": 4, "licence": "ODbL", "active": "on"}
    assert agent.post(f"{DESK}nouveau/", values)["Location"] == f"{DESK}urbain/"
    answer = agent.post(f"{DESK}urbain/fichier/", {"file": SimpleUploadedFile("gtfs.zip", gtfs())})
    row = Delivery.objects.get()
    assert answer["Location"] == f"{DESK}livraisons/{row.uuid}/"
    assert "En cours de vérification" in text(agent.get(answer["Location"]))
    run_all_jobs()
    page = text(agent.get(answer["Location"]))
    assert "1 ligne" in page or "1 lignes" in page
    assert "en-vigueur" not in page, "an agent delivers, a supervisor decides"
    page = text(supervisor.get(answer["Location"]))
    assert "en-vigueur" in page
    supervisor.post(f"{answer['Location']}en-vigueur/", {"version": 2})
    assert "Jusqu’au" in text(agent.get(DESK))
    assert Delivery.objects.get().state == "active"


def test_what_is_missing_is_said_and_kept(authority: Any, signed_in: Any, feed: Feed) -> None:
    agent = signed_in(authority.agent)
    answer = agent.post(f"{DESK}nouveau/", {"title": "Navettes", "slug": "urbain", "fetch_hour": 4, "licence": "x"})
    assert answer.status_code == 422
    assert "Navettes" in text(answer)
    assert agent.post(f"{DESK}urbain/fichier/", {}).status_code == 422
    assert agent.post(f"{DESK}urbain/reglages/", {"title": ""}).status_code == 422


def test_a_plan_is_made_and_taken_back(authority: Any, signed_in: Any, delivered: Any) -> None:
    supervisor, row = signed_in(authority.supervisor), delivered()
    page = f"{DESK}livraisons/{row.uuid}/"
    yesterday = timezone.localdate() - timedelta(days=1)
    assert supervisor.post(f"{page}prevoir/", {"version": 2, "day": yesterday}).status_code == 422
    supervisor.post(f"{page}prevoir/", {"version": 2, "day": yesterday + timedelta(days=5)})
    assert Delivery.objects.get().state == "planned"
    supervisor.post(f"{page}ne-plus-prevoir/", {"version": 2})
    assert Delivery.objects.get().state == "planned", "somebody has decided since version 2"
    supervisor.post(f"{page}ne-plus-prevoir/", {"version": 3})
    assert Delivery.objects.get().state == "checked"


def test_going_back_is_offered_when_there_is_something_and_done_once(
    authority: Any, signed_in: Any, feed: Feed, delivered: Any
) -> None:
    supervisor, page = signed_in(authority.supervisor), f"{DESK}urbain/"
    first = delivered()
    operations.activate(authority.supervisor, key=first.uuid)
    assert "urbain/revenir/" not in text(supervisor.get(page))
    second = delivered(trips=5)
    operations.activate(authority.supervisor, key=second.uuid)
    assert "urbain/revenir/" in text(supervisor.get(page))
    for _twice in range(2):  # two who saw the same page, or one who pressed twice
        supervisor.post(f"{page}revenir/", {"active": str(second.uuid)})
        assert Delivery.objects.get(state="active").uuid == first.uuid


def test_another_authority_sees_and_changes_nothing(other: Any, signed_in: Any, feed: Feed, delivered: Any) -> None:
    row, stranger = delivered(), signed_in(other.supervisor)
    assert "Réseau urbain" not in text(stranger.get(DESK))
    for path in ("urbain/", "urbain/reglages/", f"livraisons/{row.uuid}/", f"livraisons/{row.uuid}/fichier.zip"):
        assert stranger.get(DESK + path).status_code == 404
    for path in (f"livraisons/{row.uuid}/en-vigueur/", "urbain/fichier/", "urbain/revenir/"):
        upload = {"file": SimpleUploadedFile("gtfs.zip", gtfs(trips=9))}
        assert stranger.post(DESK + path, upload).status_code == 404
    assert Delivery.objects.get().state == "checked"


def test_the_page_of_a_file_shows_what_it_changes(authority: Any, signed_in: Any, delivered: Any) -> None:
    operations.activate(authority.supervisor, key=delivered(lines=("1", "2")).uuid)
    row = delivered(lines=("1",), moved=0.01, agency=None)
    agent = signed_in(authority.agent)
    page = text(agent.get(f"{DESK}livraisons/{row.uuid}/"))
    assert "Supprimée" in page
    assert "Le fichier des exploitants manque" in page
    points = agent.get(f"{DESK}livraisons/{row.uuid}/arrets.json").json()
    assert [each["properties"]["title"] for each in points["features"]] == ["Mairie"]


def test_everybody_gets_the_file_in_force(authority: Any, feed: Feed, delivered: Any, client: Any) -> None:
    address = reverse("journeys:gtfs", args=["urbain"])
    data = gtfs()
    row = delivered(data)
    assert client.get(address).status_code == 404
    assert "Réseau urbain" not in text(client.get(reverse("journeys:timetables")))
    operations.activate(authority.supervisor, key=row.uuid)
    answer = client.get(address)
    assert b"".join(answer.streaming_content) == data
    assert client.get(address, headers={"If-None-Match": answer["ETag"]}).status_code == 304
    assert "Réseau urbain" in text(client.get(reverse("journeys:timetables")))
    (published,) = open_data.rows("timetables")
    assert (published["lines"], published["url"].endswith(address)) == (1, True)


@pytest.fixture
def ask(authority: Any, feed: Feed) -> Callable[..., tuple[list[str], list[httpx.Request]]]:
    """Fetches as often as `times` says from a server with these answers: what was said, what it was asked."""
    operations.change_feed(authority.agent, feed_id=feed.pk, fetch_url="https://bus.example/gtfs.zip")

    def fetched(*answers: httpx.Response, times: int) -> tuple[list[str], list[httpx.Request]]:
        asked: list[httpx.Request] = []
        left = list(answers)

        def answer(request: httpx.Request) -> httpx.Response:
            asked.append(request)
            return left.pop(0)

        transport = httpx.MockTransport(answer)
        said = [
            operations.fetch_feed(feed_id=feed.pk, resolve=lambda _host, _port: PUBLIC, transport=transport)
            for _turn in range(times)
        ]
        return said, asked

    return fetched


def test_an_address_is_asked_only_for_what_is_new(feed: Feed, ask: Any) -> None:
    found = httpx.Response(200, content=gtfs(), headers={"ETag": '"v1"'})
    _said, asked = ask(found, httpx.Response(304), times=2)
    assert asked[1].headers["If-None-Match"] == '"v1"'
    assert Delivery.objects.count() == 1
    feed.refresh_from_db()
    assert feed.fetch_failures == 0
    assert feed.pk not in feeds_to_fetch(timezone.now())


def test_a_redirect_is_followed_and_an_error_is_said(feed: Feed, ask: Any) -> None:
    moved = httpx.Response(302, headers={"Location": "https://data.example/x.zip"})
    said, asked = ask(moved, httpx.Response(200, content=gtfs()), httpx.Response(500), times=2)
    assert [request.headers["Host"] for request in asked] == ["bus.example", "data.example", "bus.example"]
    assert Delivery.objects.count() == 1
    assert "500" in said[1]
    feed.refresh_from_db()
    assert feed.fetch_failures == 1


def test_our_own_network_is_not_asked(feed: Feed, authority: Any) -> None:
    operations.change_feed(authority.agent, feed_id=feed.pk, fetch_url="http://127.0.0.1:5432/gtfs.zip")
    reached = httpx.MockTransport(lambda _request: pytest.fail("reached"))
    operations.fetch_feed(feed_id=feed.pk, transport=reached)
    assert not Delivery.objects.exists()


def test_hostile_words_stay_words(authority: Any, signed_in: Any, delivered: Any) -> None:
    stops = "stop_id,stop_name,stop_lat,stop_lon\na,<script>alert(1)</script>,46.2,4.8\nb,{{ 7|add:7 }},46.3,4.9\n"
    row = delivered(stops=stops)
    page = text(signed_in(authority.agent).get(f"{DESK}livraisons/{row.uuid}/"))
    assert "<script>alert" not in page
    assert "{{ 7|add:7 }}" in page
