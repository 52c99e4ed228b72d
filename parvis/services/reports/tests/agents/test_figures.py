# SPDX-License-Identifier: AGPL-3.0-or-later
"""The supervisor's figures and exports."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta

import polars
import pytest
from django.utils import timezone

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


@pytest.mark.parametrize("text", ["\u00a0＝1+1", "\u200b@SUM(A1)", "banc ,=1+1,", "banc\n＋1"])
def test_the_export_runs_nothing_written_otherwise(supervisor, submit, text):
    submit(description=text)
    raw = b"".join(supervisor.get(f"{DESK}chiffres/signalements.csv")).decode("utf-8-sig")
    begins = [piece.lstrip(' "\u00a0\u200b') for piece in re.split(r"[;,\n]", raw)]
    assert not any(piece.startswith(("=", "+", "@", "＝", "＋")) for piece in begins)


def test_the_parquet_says_the_same(supervisor, submit):
    told = [submit().reference, submit("fontaine").reference]
    answer = supervisor.get(f"{DESK}chiffres/signalements.parquet")
    frame = polars.read_parquet(io.BytesIO(answer.content))
    assert sorted(frame["reference"]) == sorted(told)
    narrowed = supervisor.get(f"{DESK}chiffres/signalements.parquet?q={told[0]}")
    assert polars.read_parquet(io.BytesIO(narrowed.content)).height == 1


def told_long_ago(submit, days: int):
    at = timezone.now() - timedelta(days=days)
    return submit(at=at)


def test_headlines_stand_beside_those_of_the_period_before(supervisor, desk, submit):
    now, before = told_long_ago(submit, 12), told_long_ago(submit, 45)
    late = told_long_ago(submit, 50)
    for told, days in ((now, 2), (before, 41), (late, 40)):
        at = timezone.now() - timedelta(days=days)
        operations.change_state(desk.agent, report_id=told.report_id, target="resolved", at=at)
    context = supervisor.get(f"{DESK}chiffres/?jours=30").context
    figures = {str(each.title): (each.value, each.before) for each in context["headlines"]}
    assert figures["Reçus"] == ("1", "2")
    assert figures["Traités"] == ("1", "2")
    assert figures["La moitié en"] == ("10 jours", "7 jours")


def test_an_export_holds_the_chosen_period(supervisor, submit):
    recent, _old = told_long_ago(submit, 5), told_long_ago(submit, 60)
    page = supervisor.get(f"{DESK}chiffres/?jours=30").content.decode()
    assert f"{DESK}chiffres/signalements.csv?jours=30" in page
    text = b"".join(supervisor.get(f"{DESK}chiffres/signalements.csv?jours=30")).decode("utf-8-sig")
    assert [row["reference"] for row in csv.DictReader(io.StringIO(text), delimiter=";")] == [recent.reference]
    whole = b"".join(supervisor.get(f"{DESK}chiffres/signalements.csv")).decode("utf-8-sig")
    assert len(whole.splitlines()) == 3
