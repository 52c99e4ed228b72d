# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a program with a key may send wrong: it is told so in the words of its own interface, and nothing breaks."""

from __future__ import annotations

import json
from typing import Any

import pytest

from parvis.services.reports import operations
from parvis.services.reports.models import Answer, ApiKey, Report
from parvis.services.reports.tests.conftest import PLACE

GEOREPORT, API = "/open311/v2/requests", "/api/reports/reports"
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def row_and_key(desk: Any) -> tuple[ApiKey, str]:
    made: tuple[ApiKey, str] = operations.create_api_key(desk.supervisor, name="Application mobile")
    return made


@pytest.fixture
def key(row_and_key: tuple[ApiKey, str]) -> str:
    return row_and_key[1]


def georeport(key: str, **changes: Any) -> dict[str, Any]:
    sent = {"service_code": "banc", "long": PLACE[0], "lat": PLACE[1], "description": "Banc", "api_key": key}
    return {**sent, **changes}


def sent_as_json(client: Any, key: str, **changes: Any) -> Any:
    sent = {"category": "banc", "longitude": PLACE[0], "latitude": PLACE[1], "description": "Banc", **changes}
    body = sent.pop("raw", None) or json.dumps(sent)
    return client.post(API, body, content_type="application/json", headers={"X-Api-Key": key})


@pytest.mark.parametrize(
    "changes",
    [{"client_key": f"{'a' * 16}\0"}, {"service_code": "ba\0nc"}, {"api_key": "\0"}, {"client_key": "é" * 16}],
)
def test_no_null_character_breaks_georeport(client: Any, key: str, changes: dict[str, str]) -> None:
    answer = client.post(f"{GEOREPORT}.json", georeport(key, **changes))
    assert answer.status_code in (400, 403, 404)
    assert answer.json()[0]["description"]
    assert not Report.objects.exists()


def test_no_null_character_breaks_the_api(client: Any, key: str) -> None:
    answer = sent_as_json(client, key, category="ba\0nc")
    assert answer.status_code == 422
    assert answer.json()["problems"][0]["field"] == "category"


@pytest.mark.parametrize("form", ["json", "xml"])
@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        ("&".join(f"attribute[x{turn}]=1" for turn in range(2_500)), FORM, 413),
        ("description=" + "x" * 5_100_000, FORM, 413),
        ("x", "multipart/form-data", 400),
        ("a=1", f"{FORM}; charset=utf-16", 400),
    ],
)
def test_what_cannot_be_read_is_told_as_georeport_tells(
    client: Any, key: str, form: str, body: str, kind: str, status: int
) -> None:
    answer = client.generic("POST", f"{GEOREPORT}.{form}", body, content_type=kind, headers={"X-Api-Key": key})
    assert answer.status_code == status
    assert answer["Content-Type"].startswith({"json": "application/json", "xml": "text/xml"}[form])
    assert b"description" in answer.content


def test_a_thousand_unknown_attributes_are_passed_over(client: Any, key: str) -> None:
    unknown = {f"attribute[x{turn}]": "1" for turn in range(1_000)}
    assert client.post(f"{GEOREPORT}.json", georeport(key, **unknown)).status_code == 201
    assert sent_as_json(client, key, answers=dict.fromkeys(map(str, range(1_000)), "1")).status_code == 201
    assert Report.objects.count() == 2
    assert not Answer.objects.exists()


@pytest.mark.parametrize(
    "raw", ["[" * 100_000 + "]" * 100_000, '{"a":' * 100_000, '{"longitude":' + "9" * 10_000 + "}"]
)
def test_json_of_any_depth_is_refused(client: Any, key: str, raw: str) -> None:
    assert sent_as_json(client, key, raw=raw).status_code == 400


def test_json_too_large_is_told_as_json(client: Any, key: str) -> None:
    answer = sent_as_json(client, key, raw=json.dumps({"description": "x" * 5_100_000}))
    assert (answer.status_code, answer["Content-Type"]) == (413, "application/json; charset=utf-8")


def test_a_revoked_key_opens_nothing_any_more(client: Any, desk: Any, row_and_key: tuple[ApiKey, str]) -> None:
    row, key = row_and_key
    assert client.post(f"{GEOREPORT}.json", georeport(key)).status_code == 201
    operations.revoke_api_key(desk.supervisor, key_id=row.pk)
    assert client.post(f"{GEOREPORT}.json", georeport(key)).status_code == 403
    assert sent_as_json(client, key).status_code == 401
    assert Report.objects.count() == 1


def test_a_key_sends_so_many_reports_an_hour_by_both_ways_together(
    client: Any, row_and_key: tuple[ApiKey, str]
) -> None:
    row, key = row_and_key
    ApiKey.objects.filter(pk=row.pk).update(per_hour=2)
    assert client.post(f"{GEOREPORT}.json", georeport(key)).status_code == 201
    assert sent_as_json(client, key).status_code == 201
    refused = client.post(f"{GEOREPORT}.json", georeport(key), REMOTE_ADDR="192.0.2.7")
    assert (refused.status_code, refused["Retry-After"]) == (429, "3600")
    assert sent_as_json(client, key).status_code == 429
