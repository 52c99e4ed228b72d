# SPDX-License-Identifier: AGPL-3.0-or-later
"""The supervisor's figures and exports."""

from __future__ import annotations

import csv
import io

import polars

from parvis.services.reports import operations
from parvis.services.reports.tests.agents.conftest import DESK


def test_the_figures_say_what_was_treated(supervisor, desk, submit):
    told = submit()
    operations.change_state(desk.agent, report_id=told.report_id, target="resolved")
    submit("fontaine")
    page = supervisor.get(f"{DESK}chiffres/").content.decode()
    assert "Banc" in page.split('id="times"')[1].split("</section>")[0]
    for query in ("jours=30", "jours=365", "jours=abc", ""):
        assert supervisor.get(f"{DESK}chiffres/?{query}").status_code == 200


def test_an_empty_desk_has_figures_too(supervisor, desk):
    assert supervisor.get(f"{DESK}chiffres/").status_code == 200
    assert supervisor.get(f"{DESK}chiffres/cellules.json").json()["features"] == []


def test_cells_are_polygons_with_a_weight(supervisor, submit):
    submit()
    (feature,) = supervisor.get(f"{DESK}chiffres/cellules.json").json()["features"]
    ring = feature["geometry"]["coordinates"][0]
    assert ring[0] == ring[-1]
    assert feature["properties"]["weight"] == 1


def test_the_export_runs_nothing_and_names_nobody(supervisor, submit):
    submit(description='=HYPERLINK("http://x")', email="marie@exemple.fr", phone="06 12 34 56 78", name="Marie")
    text = b"".join(supervisor.get(f"{DESK}chiffres/signalements.csv")).decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text), delimiter=";")
    assert row["description"].startswith("'=")
    assert "marie" not in text.lower()
    assert "612345678" not in text


def test_the_parquet_says_the_same(supervisor, submit):
    told = [submit().reference, submit("fontaine").reference]
    answer = supervisor.get(f"{DESK}chiffres/signalements.parquet")
    frame = polars.read_parquet(io.BytesIO(answer.content))
    assert sorted(frame["reference"]) == sorted(told)
    narrowed = supervisor.get(f"{DESK}chiffres/signalements.parquet?q={told[0]}")
    assert polars.read_parquet(io.BytesIO(narrowed.content)).height == 1
