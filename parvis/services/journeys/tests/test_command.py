# SPDX-License-Identifier: AGPL-3.0-or-later
"""`parvis journeys`: the network asked and built from a terminal."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from typer.testing import CliRunner

from parvis.project.command import journeys as command
from parvis.project.command.console import Exit, Refusal
from parvis.services.journeys.tests.conftest import gtfs

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


def _folder(path: Path, data: bytes) -> Path:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        archive.extractall(path)
    return path


@pytest.mark.usefixtures("authority")
def test_import_takes_checks_and_puts_in_force(run: Any, tmp_path: Path) -> None:
    folder = _folder(tmp_path / "ligne-1", gtfs())
    (given,) = run("import", str(folder), "--authority", "bus-de-valorne", "--json")
    assert (given["feed"], given["state"], given["trips"]) == ("ligne-1", "checked", 4)
    (again,) = run("import", str(folder), "--authority", "bus-de-valorne", "--activate", "--json")
    assert (again["delivery"], again["state"]) == (given["delivery"], "active")
    for words in (
        ("--authority", "nobody", "--name", "x"),
        ("--authority", "bus-de-valorne", "--name", "x", str(folder)),
    ):
        with pytest.raises(Refusal) as refused:
            run("import", str(folder), *words)
        assert refused.value.code == Exit.USAGE
    (folder / "stops.txt").unlink()
    with pytest.raises(SystemExit) as ended:
        run("import", str(folder), "--authority", "bus-de-valorne", "--activate")
    assert ended.value.code == Exit.FAILED


def test_validate_says_what_to_mend_and_needs_no_database(tmp_path: Path) -> None:
    good = tmp_path / "good.zip"
    good.write_bytes(gtfs())
    done = CliRunner().invoke(command.app, ["validate", str(good), "--json"])
    assert (done.exit_code, json.loads(done.stdout)["findings"]) == (0, [])
    folder = _folder(tmp_path / "bad", gtfs(trips=2))
    with (folder / "stop_times.txt").open("a") as file:
        file.write("nowhere,08:00:00,08:00:00,a,1\n")
    done = CliRunner().invoke(command.app, ["validate", str(folder)])
    assert done.exit_code == 1
    assert "trip_id" in done.stdout
    assert ": 6" in done.stdout
    (folder / "stops.txt").unlink()
    done = CliRunner().invoke(command.app, ["validate", str(folder), "--json"])
    assert (done.exit_code, json.loads(done.stdout)["usable"]) == (1, False)
    assert CliRunner().invoke(command.app, ["validate", str(tmp_path / "absent.zip")]).exit_code == 2


def test_bench_measures_the_network_in_force(run: Any, in_force: Any) -> None:
    with pytest.raises(Refusal):
        run("bench")
    in_force()
    single, window = run("bench", "--queries", "5", "--json")
    assert (single["count"], window["count"]) == (5, 5)
    assert 0 < single["median_ms"] <= single["max_ms"]
