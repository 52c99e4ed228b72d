# SPDX-License-Identifier: AGPL-3.0-or-later
"""What somebody with bad intentions tries on the public side, and does not get."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from parvis.kernel.accounts.operations import create_person
from parvis.kernel.audit.actors import SYSTEM, Actor
from parvis.kernel.audit.refusals import Refused
from parvis.kernel.files import fetching
from parvis.kernel.files.models import StoredFile
from parvis.kernel.files.rules import State
from parvis.services.reports import contributions, operations
from parvis.services.reports.models import Answer, Follower, Report
from parvis.services.reports.operations import TargetValues
from parvis.services.reports.queries.public import public_report
from parvis.services.reports.tests.conftest import PLACE, category, picture, report_of
from parvis.services.reports.tokens import follow_token

OPEN311 = "/open311/v2"


def test_the_key_of_another_way_in_opens_no_report(client: Any, desk: Any) -> None:
    _row, key = operations.create_api_key(desk.supervisor, name="Application mobile")
    sent = {"service_code": "bruit", "long": PLACE[0], "lat": PLACE[1], "description": "Secret", "api_key": key}
    assert client.post(f"{OPEN311}/requests.json", {**sent, "client_key": "ticket-0000012"}).status_code == 201
    private = Report.objects.get()
    guess = {
        "client_key": private.client_key,
        "category": category("banc").pk,
        "lon": PLACE[0],
        "lat": PLACE[1],
        "description": "Banc",
    }
    answer = client.post(reverse("reports:offline"), guess)
    author = Follower.objects.get(report=private, is_reporter=True)
    assert follow_token(author.pk) not in answer.get("Location", "")
    assert Report.objects.count() == 2


def test_nobody_learns_by_trying_addresses_who_made_a_report(client: Any, submit: Any) -> None:
    told = submit(email="camille@exemple.fr")
    Follower.objects.filter(is_reporter=True).update(confirmed_at=timezone.now())
    said = []
    for email in ("camille@exemple.fr", "personne@exemple.fr"):
        answer = client.post(reverse("reports:me-too", args=[told.reference]), {"email": email}, follow=True)
        said.append([str(message) for message in answer.context["messages"]])
    assert said[0] == said[1] != []


def test_a_number_written_as_free_text_is_not_published(submit: Any) -> None:
    told = submit()
    report = report_of(told)
    Answer.objects.create(
        report=report, question="libre", label="Où vous joindre ?", values=["0612345678"], texts=["0612345678"]
    )
    found = public_report(told.reference)
    assert found is not None
    assert found.answers == []


def test_the_number_of_a_lamp_is(submit: Any) -> None:
    told = submit("lampadaire", answers={"panne": "eteint", "numero": "0042"})
    found = public_report(told.reference)
    assert found is not None
    assert {answer.question for answer in found.answers} >= {"panne"}


def test_a_hidden_report_leaves_the_open_data_though_newer_ones_stay(submit: Any, desk: Any) -> None:
    first = submit()
    submit()
    before = contributions.open_data.modified_at("signalements")
    operations.moderate(desk.supervisor, report_id=first.report_id, decision="hide", reason="Nom d’un voisin.")
    cache.clear()
    assert contributions.open_data.modified_at("signalements") > before


def test_a_photo_that_the_report_does_not_take_is_not_kept(client: Any, submit: Any, photo: Any) -> None:
    told = submit(photos=[photo(colour) for colour in ("red", "green", "blue", "black")])
    upload = SimpleUploadedFile("encore.jpg", picture("white"), "image/jpeg")
    address = reverse("reports:act", args=[told.follow_token, "photo"])
    assert client.post(address, {"photos": upload}).status_code == 422
    assert StoredFile.objects.count() == 4


def test_an_erased_person_leaves_no_photo_in_a_draft(desk: Any, photo: Any) -> None:
    person = create_person(SYSTEM, email="camille@exemple.fr", verified=True)
    actor = Actor(kind="person", label="Camille", person=person)
    kept = photo("red", actor)
    operations.save_draft(actor, data={"photos": [str(kept)]})
    operations.erase_person(SYSTEM, person=person)
    assert StoredFile.objects.get(pk=kept).state == State.DELETED


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("start_date=9999-12-31T00:00:00Z", 400),
        ("end_date=0001-01-01T00:00:00Z", 400),
        ("start_date=2026-06-13T15:55:20%2B21:43", 200),
        ("page=000000000001999999999999", 400),
        ("service_code=%00", 200),
    ],
)
def test_wild_parameters_of_georeport_are_refused_in_words(client: Any, desk: Any, query: str, status: int) -> None:
    assert client.get(f"{OPEN311}/requests.json?{query}").status_code == status


@pytest.mark.parametrize(
    ("since", "status"),
    [("2026-06-13T15:55:20%2B21:43", 200), ("9650-06-13T15:55:20Z", 422), ("2026-06-13T15:55:20", 422)],
)
def test_moments_of_any_offset_are_read_and_wild_ones_refused(client: Any, desk: Any, since: str, status: int) -> None:
    assert client.get(f"/api/reports/reports?since={since}").status_code == status


@pytest.mark.parametrize("name", ["category", "commune", "neighbourhood"])
def test_a_null_character_in_the_api_is_refused(client: Any, desk: Any, name: str) -> None:
    assert client.get(f"/api/reports/reports?{name}=a%00b").status_code == 422


def test_requests_near_a_place_are_paged(client: Any, submit: Any) -> None:
    references = {submit().reference for _turn in range(3)}
    near = f"{OPEN311}/requests.json?lat={PLACE[1]}&long={PLACE[0]}&page_size=2&page="
    pages = [[row["service_request_id"] for row in client.get(f"{near}{page}").json()] for page in (1, 2, 3)]
    assert [len(page) for page in pages] == [2, 1, 0]
    assert {*pages[0], *pages[1]} == references


@pytest.mark.parametrize(
    "endpoint",
    ["http://127.0.0.1.evil.example/v2", "http://localhost@evil.example/v2", "http://mairie.example/v2", "https://"],
)
def test_a_partner_is_called_encrypted_only(desk: Any, endpoint: str) -> None:
    values = TargetValues(name="Partenaire", kind="open311", endpoint=endpoint)
    with pytest.raises(Refused):
        operations.save_forward_target(desk.supervisor, values=values)


def test_a_portal_in_service_does_not_call_itself(desk: Any, settings: Any) -> None:
    settings.HTTPS = True
    values = TargetValues(name="Partenaire", kind="open311", endpoint="http://127.0.0.1:8000/metrics?")
    with pytest.raises(Refused):
        operations.save_forward_target(desk.supervisor, values=values)


@pytest.mark.parametrize("host", ["10.0.0.7", "2130706433", "0177.0.0.1", "0x7f.1", "169.254.169.254", "a.localhost"])
def test_a_partner_is_not_called_in_a_private_network(desk: Any, settings: Any, host: str) -> None:
    settings.HTTPS = True
    values = TargetValues(name="Partenaire", kind="open311", endpoint=f"https://{host}/v2")
    with pytest.raises(Refused):
        operations.save_forward_target(desk.supervisor, values=values)


def test_a_key_of_a_partner_does_not_follow_to_another_server(desk: Any) -> None:
    """Who cannot read the key does not get it by having it sent to a server of their own."""
    values = {"name": "Partenaire", "kind": "open311"}
    ours = TargetValues(**values, endpoint="https://partenaire.example/v2", api_key="secret")
    row = operations.save_forward_target(desk.supervisor, values=ours)
    moved = TargetValues(**values, endpoint="https://partenaire.example.evil.example/v2")
    with pytest.raises(Refused) as refused:
        operations.save_forward_target(desk.supervisor, values=moved, target_id=row.pk)
    assert [problem.field for problem in refused.value.problems] == ["api_key"]
    same = TargetValues(**values, endpoint="https://partenaire.example/v3")
    assert operations.save_forward_target(desk.supervisor, values=same, target_id=row.pk).api_key == "secret"


def test_a_ready_made_text_takes_no_category_of_another_house(desk: Any, other_desk: Any) -> None:
    with pytest.raises(Refused):
        operations.save_template(
            other_desk.supervisor, title="x", state="resolved", text_fr="x", category_id=category("banc").pk
        )


class _Drip(BaseHTTPRequestHandler):
    """Sends a byte now and then, for ever."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        try:
            while not self.server.over.wait(0.02):  # type: ignore[attr-defined]
                self.wfile.write(b"x")
                self.wfile.flush()
        except OSError:
            return

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        return


def test_a_photo_that_drips_holds_no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "LONGEST_S", 0.2)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Drip)
    server.over = threading.Event()  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    transport = _Elsewhere(server.server_address[1])
    try:
        with pytest.raises(fetching.FetchRefused, match="slow"):
            fetching.fetch(
                "http://photos.example/a.jpg",
                most_bytes=1_000_000,
                resolve=lambda _host, _port: ["93.184.215.14"],
                transport=transport,
            )
    finally:
        server.over.set()  # type: ignore[attr-defined]
        server.shutdown()


class _Elsewhere(httpx.HTTPTransport):
    """Leads every request to a server of this machine."""

    def __init__(self, port: int) -> None:
        super().__init__()
        self.port = port

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.url = request.url.copy_with(host="127.0.0.1", port=self.port)
        return super().handle_request(request)
