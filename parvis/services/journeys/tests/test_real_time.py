# SPDX-License-Identifier: AGPL-3.0-or-later
"""Real time on the pages: late, early, called off, added, gone old, broken."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from django.test import Client
from django.utils import timezone
from google.transit import gtfs_realtime_pb2 as pb

from parvis.kernel.audit.actors import SYSTEM
from parvis.services.journeys import operations
from parvis.services.journeys.adapters import live
from parvis.services.journeys.adapters.answers import Becomes
from parvis.services.journeys.models import Message, Stream
from parvis.services.journeys.queries.departures import next_departures
from parvis.services.journeys.tests.streams import ADDED, CANCELLED, message
from parvis.services.journeys.tests.test_public_pages import RESULTS, links, question, text
from parvis.services.journeys.views.public import stops
from tools.pytest_browser import DESKTOP, PHONE

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


def test_the_stop_says_what_becomes_of_each(in_force: Any, says: Any, client: Client, monkeypatch: Any) -> None:
    in_force(trips=5)
    says(message({"trip_id": "1-0", "delay": 300}, {"trip_id": "1-1", "relation": CANCELLED}))
    half_past_six = at(6, 30)
    monkeypatch.setattr(stops, "timezone", SimpleNamespace(localtime=lambda: half_past_six))
    said = text(client.get(STOP))
    assert "5 min de retard · prévu à 7 h 00 · temps réel" in said.replace("\u00a0", " ")
    assert "Supprimé · temps réel" in said.replace("\u00a0", " ")
    assert "5 min de retard" in text(client.get("/trajets/affichage/urbain/a/")).replace("\u00a0", " ")
    Message.objects.update(made_at=timezone.now() - timedelta(minutes=12, seconds=5))
    live.forget()
    next_departures("urbain", "a", at(6))
    said = text(client.get(STOP)).replace("\u00a0", " ")
    assert "Horaires prévus : le temps réel de Réseau urbain n’arrive plus depuis 12 min." in said
    assert "de retard" not in said


def test_a_journey_keeps_its_address_when_it_is_late_and_says_when_it_is_lost(
    in_force: Any, says: Any, client: Client
) -> None:
    in_force(trips=5)
    tomorrow = timezone.localdate() + timedelta(days=1)
    asked = question(heure="07:50")
    (detail,) = links(client.get(RESULTS, asked), "/trajets/itineraire/")[:1]
    says(message({"trip_id": "1-1", "delay": 240, "day": tomorrow}))
    page = client.get(RESULTS, asked)
    assert "4 min de retard" in text(page).replace("\u00a0", " ")
    assert 'hx-trigger="every 45s, parvis:seen"' in page.content.decode()
    page = client.get(detail)
    assert page.status_code == 200
    assert "4 min de retard" in text(page).replace("\u00a0", " ")
    says(message({"trip_id": "1-1", "relation": CANCELLED, "day": tomorrow}, at=timezone.now()))
    page = client.get(detail)
    assert page.status_code == 200
    assert "Ce trajet ne se fait plus comme prévu" in text(page)


def test_vehicles_of_a_line_and_around_a_stop(in_force: Any, says: Any, client: Client) -> None:
    in_force(trips=5)
    says(message({"trip_id": "1-0", "delay": 300}, vehicles=({"trip_id": "1-0", "at": (46.265, 4.885)},)))
    for query in ({"ligne": "urbain|r1"}, {"arret": "urbain|a"}):
        page = client.get("/trajets/vehicules/", query)
        assert "1 véhicule" in text(page)
        assert "Mairie" in text(page)
        (one,) = client.get("/trajets/vehicules.json", query).json()["features"]
        assert one["geometry"]["coordinates"] == pytest.approx([4.885, 46.265], abs=1e-5)
    part = client.get("/trajets/vehicules/", {"arret": "urbain|a"}, headers={"HX-Request": "true"})
    assert b"<html" not in part.content
    assert client.get("/trajets/vehicules/", {"ligne": "urbain|nowhere"}).status_code == 404
    assert "/trajets/vehicules/?arret=urbain%7Ca" in client.get(STOP).content.decode()


def test_simulated_real_time_needs_no_network(in_force: Any, feed: Any) -> None:
    in_force(trips=12)
    stream = operations.simulate_stream(SYSTEM, feed=feed, seed=1)
    operations.fetch_stream(stream_id=stream.pk, at=at(8))
    kept = Message.objects.get(stream=stream)
    assert kept.counts["trips"] >= 2
    assert kept.made_at == at(8)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("viewport", "scheme"), [(PHONE, "light"), (DESKTOP, "dark")])
def test_axe_finds_nothing_in_real_time(
    transactional_db: None, in_force: Any, says: Any, open_page: Any, axe: Any, viewport: Any, scheme: str
) -> None:
    in_force(trips=17)
    hour = timezone.localtime().hour
    nights = [{"trip_id": f"1-{n}", "delay": 420} for n in range(17) if n % 3]
    lost = [{"trip_id": f"1-{n}", "relation": CANCELLED} for n in range(17) if n % 3 == 0]
    says(message(*nights, *lost, vehicles=({"trip_id": "1-1", "at": (46.265, 4.885)},)))
    page = open_page(STOP, viewport=viewport, scheme=scheme)
    origin = page.url.partition("/trajets/")[0]
    soon = question(jour=f"{timezone.localdate():%Y-%m-%d}", heure=f"{min(hour, 22)}:59")
    for address in (
        STOP, "/trajets/affichage/urbain/a/", "/trajets/vehicules/?arret=urbain%7Ca", f"{RESULTS}?{urlencode(soon)}",
    ):  # fmt: skip
        answer = page.goto(f"{origin}{address}")
        assert answer.status == 200, address
        axe(page)
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), address


def test_what_a_stream_tells_stands_beside_what_is_written_here(in_force: Any, says: Any) -> None:
    in_force(lines=("1", "2"))
    content = pb.FeedMessage.FromString(message())
    told = content.entity.add(id="a1").alert
    told.informed_entity.add(route_id="r1")
    told.effect = pb.Alert.DETOUR
    told.header_text.translation.add(text="Travaux <b>rue Haute</b>", language="fr")
    told.url.translation.add(text="javascript:alert(1)", language="fr")
    says(content.SerializeToString())
    client = Client()
    page = text(client.get("/trajets/perturbations/?ligne=urbain|r1"))
    assert "Travaux rue Haute" in page
    assert "javascript:" not in page
    assert "rue Haute" not in text(client.get("/trajets/perturbations/?ligne=urbain|r2"))
    assert "Travaux rue Haute" in text(client.get(STOP))
    pooled = pb.FeedMessage.FromString(client.get("/trajets/perturbations.pb").content)
    assert [one.id for one in pooled.entity] == ["urbain:a1"]
    Message.objects.update(made_at=timezone.now() - timedelta(minutes=6))
    live.forget()
    assert "rue Haute" not in text(client.get("/trajets/perturbations/"))
