# SPDX-License-Identifier: AGPL-3.0-or-later
"""Probes answer truly, figures stay private, and no log line tells of a person."""

from __future__ import annotations

import io
import json
import logging
import logging.config
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from parvis.project.observation import probes
from parvis.project.observation.requests import RequestMiddleware
from parvis.project.scrubbing import scrubbed
from parvis.project.settings.logs import logging_table
from parvis.ui.views.errors import server_error

EMAIL = "camille.martin@exemple.fr"
PHONE = "06 12 34 56 78"
TOKEN = "eyJwIjoxMn0:1wXy9Z:Q2hlY2tTaWduYXR1cmVUb2tlbg"


def test_a_living_process_says_so_without_database(client: Client) -> None:
    answer = client.get("/healthz", headers={"host": "10.0.0.7"})  # load balancers ask by address
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


@pytest.mark.django_db
def test_a_process_that_can_work_says_so(client: Client) -> None:
    assert client.get("/readyz").json() == {"status": "ready"}


@pytest.mark.django_db
def test_missing_tables_and_a_lost_database_are_told_apart(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probes, "_known_up_to_date", False)
    monkeypatch.setattr(probes, "pending_migrations", lambda: ["reports.0002_more"])
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["reason"]) == (503, "migrations pending")

    def lost() -> list[str]:
        raise OperationalError("connection to server at 10.0.0.3 failed: password of parvis")

    monkeypatch.setattr(probes, "pending_migrations", lost)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {"status": "unready", "reason": "database unavailable"})


@pytest.mark.django_db
def test_a_full_or_read_only_disk_makes_unready(client: Client, settings: Any) -> None:
    settings.VAR_DIR = settings.VAR_DIR / "gone"
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["reason"]) == (503, "storage not writable")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("peer", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("::1", {}, 200),
        ("192.0.2.7", {}, 404),
        ("127.0.0.1", {"x-forwarded-for": "192.0.2.7"}, 404),
        ("127.0.0.1", {"forwarded": "for=192.0.2.7"}, 404),
    ],
)
def test_figures_are_for_this_machine_only(client: Client, peer: str, headers: dict[str, str], status: int) -> None:
    assert client.get("/metrics", headers=headers, REMOTE_ADDR=peer).status_code == status


@pytest.mark.django_db
def test_with_a_token_figures_travel_and_without_it_nobody_reads_them(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PARVIS_METRICS_TOKEN", "a-long-random-token")
    good = {"authorization": "Bearer a-long-random-token", "x-forwarded-for": "192.0.2.7"}
    assert client.get("/metrics", headers=good, REMOTE_ADDR="10.0.0.3").status_code == 200
    assert client.get("/metrics", headers={"authorization": "Bearer no"}).status_code == 404
    assert client.get("/metrics").status_code == 404


@pytest.mark.django_db
def test_requests_are_counted_by_route_and_never_by_path(client: Client) -> None:
    client.get(f"/nowhere/{TOKEN}/?mail={EMAIL}")
    text = client.get("/metrics").content.decode()
    assert 'route="none"' in text
    assert TOKEN not in text
    assert "parvis_http_request_seconds_bucket" in text


@pytest.fixture
def log_lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], list[dict[str, Any]]]]:
    """The log lines that a server would write, as parsed JSON."""
    monkeypatch.setenv("PARVIS_LOG", "json")
    table = logging_table()
    stream = table["handlers"]["stderr"]["stream"] = io.StringIO()
    loggers = [logging.getLogger(name) for name in ("", *table["loggers"])]
    before = [(logger, logger.level, list(logger.handlers), list(logger.filters)) for logger in loggers]
    logging.config.dictConfig(table)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    for logger, level, handlers, filters in before:
        logger.setLevel(level)
        logger.handlers, logger.filters = handlers, filters


def test_a_line_tells_route_and_status_and_nothing_of_the_person(log_lines: Callable[[], list[dict[str, Any]]]) -> None:
    def view(_request: HttpRequest) -> HttpResponse:
        return HttpResponse("x", status=404)

    request = RequestFactory().post(f"/suivi/{TOKEN}/", {"email": EMAIL, "phone": PHONE}, REMOTE_ADDR="192.0.2.7")
    response = RequestMiddleware(view)(request)
    (line,) = log_lines()
    assert (line["method"], line["route"], line["status"]) == ("POST", "none", 404)
    assert line["request_id"] == response["X-Request-ID"]
    for secret in (TOKEN, EMAIL, PHONE, "192.0.2.7", "/suivi/"):
        assert secret not in json.dumps(line, ensure_ascii=False)


def test_an_exception_is_logged_without_what_it_quotes(log_lines: Callable[[], list[dict[str, Any]]]) -> None:
    try:
        raise ValueError(f"Key (email)=({EMAIL}) already exists, phone {PHONE}, link {TOKEN}")
    except ValueError as error:
        logging.getLogger("django.request").error("Internal Server Error: /suivi/%s", TOKEN, exc_info=error)
    (line,) = log_lines()
    text = json.dumps(line, ensure_ascii=False)
    assert "ValueError" in text
    for secret in (EMAIL, PHONE, TOKEN, "/suivi/"):
        assert secret not in text


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("from camille.martin+x@mairie.exemple.fr ok", "from <e-mail> ok"),
        ("call 0612345678 or +33 6 12 34 56 78", "call <phone> or <phone>"),
        ("DETAIL:  Key (phone)=(x) exists.", "DETAIL: <cut>"),
        ("report SIG-2026-00421 took 12.5 ms", "report SIG-2026-00421 took 12.5 ms"),
        ("parvis.services.reports.operations", "parvis.services.reports.operations"),
    ],
)
def test_what_looks_personal_is_cut_and_the_rest_stays(text: str, clean: str) -> None:
    assert scrubbed(text) == clean


@pytest.mark.parametrize("word", ["a", "a.", ":", "a:", "0", "a@"])
def test_a_line_of_any_length_is_cleaned_at_once(word: str) -> None:
    began = time.process_time()
    scrubbed(word * (60_000 // len(word)))
    assert time.process_time() - began < 2, "once, each letter read all that followed it"


def test_the_proxy_may_give_the_identifier_but_not_a_strange_one() -> None:
    def identifier(given: str) -> str:
        request = RequestFactory().get("/", headers={"x-request-id": given})
        return RequestMiddleware(lambda _request: HttpResponse())(request)["X-Request-ID"]

    assert identifier("4f9c1a2b-77") == "4f9c1a2b-77"
    assert identifier("<script>alert(1)</script>") != "<script>alert(1)</script>"
    assert identifier("x" * 500) != "x" * 500


def test_a_failure_tells_the_person_the_number_that_the_team_looks_for(rf: RequestFactory) -> None:
    request = rf.get("/")
    request.request_id = "4f9c1a2b77"
    assert "4f9c1a2b77" in server_error(request).content.decode()
    assert "<code>" not in server_error(rf.get("/")).content.decode()
