# SPDX-License-Identifier: AGPL-3.0-or-later
"""The files as a reuser gets them."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars
import pytest
from django.test import Client

from parvis.kernel.open_data.tests.conftest import CHANGED, Town, bench

pytestmark = pytest.mark.django_db


def body(response: object) -> bytes:
    return b"".join(response.streaming_content)  # type: ignore[attr-defined]


def table(client: Client, url: str = "/donnees/benches.csv") -> list[list[str]]:
    return list(csv.reader(io.StringIO(body(client.get(url)).decode(), newline="")))


def test_csv(client: Client, town: Town) -> None:
    town.benches.append(bench('é, "b"\nc', seats=None, lit=False, longitude=None, latitude=None))
    response = client.get("/donnees/benches.csv")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert 'filename="benches.csv"' in response["Content-Disposition"]
    raw = body(response)
    assert raw.count(b"\r\n") == 3
    assert list(csv.reader(io.StringIO(raw.decode(), newline=""))) == [
        ["reference", "seats", "height_m", "lit", "placed_on", "seen_at", "longitude", "latitude"],
        ["B-1", "3", "0.45", "true", "2020-05-01", "2026-11-20T09:30:15Z", "2.123456789", "46.5"],
        ["é, \"b\"\nc", "", "0.45", "false", "2020-05-01", "2026-11-20T09:30:15Z", "", ""],
    ]  # fmt: skip


SIGNS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "﹦", "−")
BEFORE = (
    "",
    " ",
    "\n",
    "\t",
    "\r",
    "\u00a0",
    "\u202f",
    "\u3000",
    "\u200b",
    "\u200e",
    "\u2060",
    "\ufeff",
    "\xad",
    '"',
    ' " ',
)


@pytest.mark.parametrize("before", BEFORE)
def test_a_spreadsheet_runs_no_formula(client: Client, town: Town, before: str) -> None:
    texts = [f"{before}{sign}1+1" for sign in SIGNS]
    town.benches = [bench(text) for text in texts]
    assert all(row[0].startswith("'") for row in table(client)[1:])


@pytest.mark.parametrize("separator", [";", ",", "\t", "\n", "\r\n", "; "])
def test_a_spreadsheet_that_cuts_elsewhere_runs_no_formula_either(client: Client, town: Town, separator: str) -> None:
    town.benches = [bench(f"banc{separator}=HYPERLINK(A1){separator}vert")]
    raw = body(client.get("/donnees/benches.csv")).decode()
    assert not any(piece.lstrip().startswith("=") for piece in re.split(r"[;,\t\r\n]", raw))


@pytest.mark.parametrize("text", ["12 rue Saint-Michel, bât. A", "banc (3 places) = cassé", "« +33 »", "n° 12-14 ; 15"])
def test_plain_texts_stay_as_they_are(client: Client, town: Town, text: str) -> None:
    town.benches = [bench(text)]
    assert table(client)[1][0] == text


def test_negative_numbers_stay_numbers(client: Client, town: Town) -> None:
    assert table(client, "/donnees/budget.csv")[1] == ["Voirie", "-12.5"]


def test_geojson(client: Client, town: Town) -> None:
    town.benches.append(bench("B-2", longitude=None, latitude=None))
    response = client.get("/donnees/benches.geojson")
    assert response["Content-Type"].startswith("application/geo+json")
    found = json.loads(body(response))
    assert found["type"] == "FeatureCollection"
    first, second = found["features"]
    assert first["geometry"] == {"type": "Point", "coordinates": [2.123457, 46.5]}
    assert first["properties"]["seen_at"] == "2026-11-20T09:30:15Z"
    assert "longitude" not in first["properties"]
    assert second["geometry"] is None


def test_no_geojson_without_places(client: Client, town: Town) -> None:
    assert client.get("/donnees/budget.geojson").status_code == 404


def test_parquet(client: Client, town: Town) -> None:
    town.benches.append(bench("B-2", seats=None))
    frame = polars.read_parquet(io.BytesIO(body(client.get("/donnees/benches.parquet"))))
    assert frame["reference"].to_list() == ["B-1", "B-2"]
    assert frame["seats"].to_list() == [3, None]
    assert frame["placed_on"].to_list() == [date(2020, 5, 1)] * 2
    assert frame.schema["seen_at"] == polars.Datetime("us", "UTC")


@pytest.mark.parametrize("extension", ["csv", "geojson", "parquet"])
def test_an_empty_dataset_is_a_valid_file(client: Client, town: Town, extension: str) -> None:
    town.benches, town.changed = [], None
    content = body(client.get(f"/donnees/benches.{extension}"))
    if extension == "csv":
        assert content.startswith(b"reference,")
    elif extension == "geojson":
        assert json.loads(content)["features"] == []
    else:
        assert polars.read_parquet(io.BytesIO(content)).height == 0


def test_gzip_for_who_takes_it(client: Client, town: Town) -> None:
    response = client.get("/donnees/benches.csv", headers={"Accept-Encoding": "gzip"})
    assert response["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in response["Vary"]
    content = body(response)
    assert int(response["Content-Length"]) == len(content)
    assert gzip.decompress(content) == body(client.get("/donnees/benches.csv"))


def test_unchanged_data_are_not_sent_again(client: Client, town: Town) -> None:
    first = client.get("/donnees/benches.csv")
    body(first)
    assert first["Last-Modified"] == "Fri, 20 Nov 2026 09:30:15 GMT"
    again = client.get("/donnees/benches.csv", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    since = client.get("/donnees/benches.csv", headers={"If-Modified-Since": first["Last-Modified"]})
    assert since.status_code == 304
    assert town.reads == 1


def test_changed_data_are(client: Client, town: Town) -> None:
    first = client.get("/donnees/benches.csv")
    body(first)
    town.benches.append(bench("B-2"))
    town.changed = CHANGED + timedelta(seconds=1)
    second = client.get("/donnees/benches.csv", headers={"If-None-Match": first["ETag"]})
    assert second.status_code == 200
    assert second["ETag"] != first["ETag"]
    assert b"B-2" in body(second)


def test_a_failure_leaves_no_half_file(client: Client, town: Town, var_dir: Path) -> None:
    town.benches.append({"reference": "without the other columns"})
    with pytest.raises(KeyError):
        client.get("/donnees/benches.csv")
    assert not [path for path in (var_dir / "open_data").iterdir() if path.is_file()]
    town.benches.pop()
    assert len(table(client)) == 2


def test_old_files_go(client: Client, town: Town, var_dir: Path) -> None:
    import os

    body(client.get("/donnees/benches.csv"))
    for path in (var_dir / "open_data").iterdir():
        os.utime(path, (0, 0))
    town.changed = datetime(2026, 11, 21, tzinfo=UTC)
    body(client.get("/donnees/benches.csv"))
    assert len(list((var_dir / "open_data").iterdir())) == 2


def test_other_sites_may_read_it(client: Client, town: Town) -> None:
    response = client.get("/donnees/benches.csv")
    assert response["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    "path", ["nosuch/", "nosuch.csv", "benches.xlsx", "..%2f..%2fetc%2fpasswd.csv", "benches.csv/"]
)
def test_what_does_not_exist(client: Client, town: Town, path: str) -> None:
    assert client.get(f"/donnees/{path}").status_code == 404
