# SPDX-License-Identifier: AGPL-3.0-or-later
"""`parvis journeys`: the network asked and built from a terminal."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from typer.testing import CliRunner

from parvis.project.command import journeys as command
from parvis.project.command.console import Exit, Refusal

ENDS = ("--from-stop", "urbain:a", "--to-stop", "urbain:b")


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, db: None) -> Any:
    """Runs the command in this process, on the test's database; raises what it refuses."""
    monkeypatch.setattr(command, "boot", lambda: None)

    def call(*words: str) -> Any:
        done = CliRunner().invoke(command.app, list(words))
        if done.exception is not None:
            raise done.exception
        return json.loads(done.stdout) if "--json" in words else done.stdout

    return call


def test_build_and_plan(run: Any, in_force: Any) -> None:
    in_force(trips=2)
    assert run("build", "--json")["trips"] == 2
    day = timezone.localdate() + timedelta(days=1)
    (journey,) = run("plan", *ENDS, "--depart", f"{day}T07:30", "--json")["journeys"]
    assert (journey["departure"][:16], journey["transfers"]) == (f"{day}T08:00", 0)
    assert journey["legs"][0]["trip_id"] == "1-1"
    assert "08:00 → 08:10" in run("plan", *ENDS, "--arrive", f"{day}T08:30")
    assert len(run("plan", *ENDS, "--depart", f"{day}T07:00", "--window", "90", "--json")["journeys"]) == 2


def test_plan_from_any_point(run: Any, in_force: Any) -> None:
    in_force()
    day = timezone.localdate() + timedelta(days=1)
    points = ("--from", "46.2605,4.8805", "--to", "46.2705,4.8905")
    (journey,) = run("plan", *points, "--depart", f"{day}T07:50", "--json")["journeys"]
    assert [leg["mode"] for leg in journey["legs"]] == ["WALK", "BUS", "WALK"]
    assert [leg["to_stop_id"] for leg in journey["legs"]] == ["a", "b", None]
    for wrong in (("--from", "46.26", *points[2:]), (*points, "--from-stop", "urbain:a"), points[:2]):
        with pytest.raises(Refusal) as refused:
            run("plan", *wrong, "--depart", f"{day}T07:50")
        assert refused.value.code == Exit.USAGE
    with pytest.raises(Refusal):
        run("plan", "--from", "0,0", *points[2:], "--depart", f"{day}T07:50")


def test_each_refusal_has_its_code(run: Any, in_force: Any) -> None:
    for words, code in [
        (("plan", *ENDS), Exit.USAGE),
        (("plan", *ENDS, "--depart", "tomorrow"), Exit.USAGE),
        (("plan", "--from-stop", "a", "--to-stop", "urbain:b", "--depart", "2026-12-01T08:00"), Exit.USAGE),
        (("plan", *ENDS, "--depart", "2026-12-01T08:00"), Exit.FAILED),
        (("build",), Exit.FAILED),
    ]:
        with pytest.raises(Refusal) as refused:
            run(*words)
        assert refused.value.code == code, words
    in_force()
    with pytest.raises(Refusal):
        run("plan", *ENDS, "--depart", "2020-12-01T08:00")
