# SPDX-License-Identifier: AGPL-3.0-or-later
"""`parvis journeys isochrone|matrix` from a terminal, on the network in force; on this machine or a cluster."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import polars
import pytest
from distributed import LocalCluster
from django.utils import timezone
from shapely.geometry import Point, shape
from typer.testing import CliRunner

from parvis.project.command import journeys_access as command
from parvis.project.command.console import Exit, Refusal
from parvis.services.journeys.tests.conftest import authority, delivered, feed, fresh_network, in_force

__all__ = ["authority", "delivered", "feed", "fresh_network", "in_force"]
ORIGINS = "id,lat,lon\nhome,46.2605,4.8805\nafar,44.0,3.0\n"
DESTINATIONS = "id,lat,lon,weight\nwork,46.2700,4.8900,120\nnext,46.2610,4.8800,3\n"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, db: None, in_force: Any, tmp_path: Path) -> Any:
    """Runs the command in this process, in a folder with the two files; raises what it refuses."""
    monkeypatch.setattr(command, "boot", lambda: None)
    monkeypatch.chdir(tmp_path)
    in_force()
    (tmp_path / "from.csv").write_text(ORIGINS)
    (tmp_path / "to.csv").write_text(DESTINATIONS)

    def call(*words: str) -> str:
        done = CliRunner().invoke(command.app, list(words))
        if done.exception is not None:
            raise done.exception
        return done.stdout

    return call


def tomorrow(clock: str) -> str:
    return f"{timezone.localdate() + timedelta(days=1)}T{clock}"


def test_isochrones_are_written_as_outlines_and_as_cells(run: Any) -> None:
    ask = ("isochrone", "--from", "46.26,4.88", "--depart", tomorrow("07:50"), "--minutes", "15,30")
    drawn = json.loads(run(*ask))["features"]
    assert [shape(one["geometry"]).contains(Point(4.89, 46.27)) for one in drawn] == [False, True]
    run(*ask, "--cells", "-o", "cells.json")
    cells = json.loads(Path("cells.json").read_text())["cells"]
    assert 0 < min(cells.values()) < max(cells.values()) <= 30


def test_a_matrix_holds_the_pairs_within_reach_or_their_sums(run: Any) -> None:
    files = ("from.csv", "to.csv", "--depart", tomorrow("07:50"))
    run("matrix", *files, "-o", "pairs.csv")
    pairs = {(row["origin"], row["destination"]): row["seconds"] for row in polars.read_csv("pairs.csv").to_dicts()}
    assert pairs.keys() == {("home", "work"), ("home", "next")}
    assert pairs["home", "work"] == pytest.approx(20 * 60, abs=10)
    assert 60 < pairs["home", "next"] < 90
    run("matrix", *files, "-o", "sums.parquet", "--sums", "15,30")
    assert polars.read_parquet("sums.parquet").rows() == [("home", 3.0, 123.0), ("afar", 0.0, 0.0)]
    with LocalCluster(
        n_workers=1, threads_per_worker=1, processes=False, dashboard_address=None, protocol="tcp://", host="127.0.0.1"
    ) as workers:
        run("matrix", *files, "-o", "there.csv", "--dask", workers.scheduler_address)
    assert Path("there.csv").read_text() == Path("pairs.csv").read_text()


def test_what_makes_no_sense_is_refused_in_words(run: Any) -> None:
    files, at = ("matrix", "from.csv", "to.csv", "-o", "x.csv"), ("--depart", tomorrow("08:00"))
    Path("odd.csv").write_text("id,lat,lon\na,99,4\n")
    Path("bare.csv").write_text("id,name\na,b\n")
    for words in (
        files,
        (*files, *at, "--arrive", tomorrow("09:00")),
        ("matrix", "odd.csv", "to.csv", "-o", "x.csv", *at),
        ("matrix", "bare.csv", "to.csv", "-o", "x.csv", *at),
        ("matrix", "from.csv", "to.csv", "-o", "x.xls", *at),
        (*files, *at, "--sums", "15,a"),
        (*files, *at, "--sums", "500"),
        ("isochrone", "--from", "46", *at),
        ("isochrone", "--from", "46.26,4.88", *at, "--minutes", "0"),
    ):
        with pytest.raises(Refusal) as refused:
            run(*words)
        assert refused.value.code == Exit.USAGE, words
    for words in ((*files, "--depart", "2020-01-01T08:00"), ("isochrone", "--from", "0,0", *at)):
        with pytest.raises(Refusal) as refused:
            run(*words)
        assert refused.value.code == Exit.FAILED
