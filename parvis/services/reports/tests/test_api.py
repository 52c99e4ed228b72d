# SPDX-License-Identifier: AGPL-3.0-or-later
"""The HTTP API: same answers as the pages, same refusals as the operations."""

from __future__ import annotations

from typing import Any

import pytest

from parvis.services.reports import operations
from parvis.services.reports.models import Report
from parvis.services.reports.tests.conftest import PLACE

BASE = "/api/reports"
SENT = {"category": "banc", "longitude": PLACE[0], "latitude": PLACE[1], "description": "Banc cassé"}


@pytest.fixture
def key(desk: Any) -> str:
    return operations.create_api_key(desk.supervisor, name="Capteur", scopes=["submit"])[1]


def post(client: Any, key: str, **fields: Any) -> Any:
    return client.post(f"{BASE}/reports", {**SENT, **fields}, "application/json", headers={"X-Api-Key": key})


def test_submit_read_and_map(client: Any, key: str) -> None:
    made = post(client, key)
    assert made.status_code == 201
    reference = made.json()["reference"]
    found = client.get(f"{BASE}/reports/{reference}").json()
    assert (found["state"], found["category"]) == ("reported", "banc")
    assert found["timeline"][0]["title"] == "Signalé" or found["timeline"][0]["title"]
    assert client.get(f"{BASE}/reports", {"q": "bancs"}).json()["reports"][0]["reference"] == reference
    box = f"{PLACE[0] - 0.01},{PLACE[1] - 0.01},{PLACE[0] + 0.01},{PLACE[1] + 0.01}"
    assert client.get(f"{BASE}/map", {"bbox": box}).json()["total"] == 1
    codes = {row["code"] for row in client.get(f"{BASE}/categories").json()}
    assert {"banc", "bruit"} <= codes


def test_sending_again_answers_200(client: Any, key: str) -> None:
    codes = [post(client, key, client_key="0123456789abcdef").status_code for _turn in range(3)]
    assert codes == [201, 200, 200]
    assert Report.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"category": "inconnu"}, 422),
        ({"category": "lampadaire"}, 422),
        ({"longitude": 500}, 422),
        ({"description": "x" * 5000}, 422),
        ({"client_key": "court"}, 422),
        ({"description": ""}, 422),
    ],
)
def test_wrong_input_is_refused(client: Any, key: str, fields: Any, status: int) -> None:
    assert post(client, key, **fields).status_code == status
    assert Report.objects.count() == 0


def test_without_key_nothing_is_written(client: Any, key: str) -> None:
    assert post(client, "").status_code == 401
    assert post(client, "faux").status_code == 401


@pytest.mark.parametrize("bbox", ["", "1,2,3", "a,b,c,d", "9,9,1,1", "nan,0,1,1", "0,0,inf,1"])
def test_wrong_rectangles_are_refused(client: Any, desk: Any, bbox: str) -> None:
    assert client.get(f"{BASE}/map", {"bbox": bbox}).status_code == 400


def test_private_reports_do_not_exist(client: Any, submit: Any) -> None:
    told = submit("bruit")
    answers = [client.get(f"{BASE}/reports/{reference}") for reference in (told.reference, "SIG-2026-99999")]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].content == answers[1].content
    assert client.get(f"{BASE}/reports").json()["reports"] == []
