# SPDX-License-Identifier: AGPL-3.0-or-later
"""The same town and date give the same bytes; larger towns get more buses."""

import os
import subprocess
import sys
from datetime import date

import pytest

from parvis.engines.synthtown import Spec, generate, write_transit
from parvis.engines.synthtown.transit import plan
from parvis.engines.synthtown.transit.tests.conftest import START

PROGRAM = """
import sys
from datetime import date
from parvis.engines.synthtown import Spec, generate, write_transit
from parvis.engines.synthtown.transit import plan
town = generate(Spec(population=3_000, seed=7))
write_transit(town, plan(town, date(2026, 9, 1)), sys.argv[1])
"""


def test_same_bytes_in_other_processes(tmp_path):
    for turn, hash_seed in enumerate(("0", "4242")):
        environment = {**os.environ, "PYTHONHASHSEED": hash_seed, "TZ": "Pacific/Auckland"}
        subprocess.run([sys.executable, "-c", PROGRAM, str(tmp_path / str(turn))], check=True, env=environment)
    first = sorted((tmp_path / "0" / "transit").iterdir())
    assert len(first) == 14
    for path in first:
        assert (tmp_path / "1" / "transit" / path.name).read_bytes() == path.read_bytes(), path.name


def test_another_date_gives_another_calendar_on_the_same_streets():
    town = generate(Spec(population=1_000, seed=2))
    one, other = plan(town, START), plan(town, date(2027, 3, 1))
    for a, b in zip(one, other, strict=True):
        assert a.feed.stops == b.feed.stops
        assert a.feed.start != b.feed.start
        assert a.feed.services != b.feed.services


@pytest.mark.parametrize("seed", [1, 2, 5, 9])
def test_even_a_hamlet_has_thirteen_authorities(seed: int, tmp_path):
    town = generate(Spec(population=1_000 + 400 * seed, seed=seed))
    authorities = plan(town, START)
    assert len(authorities) == 13
    assert all(a.feed.trips for a in authorities)
    assert len(write_transit(town, authorities, tmp_path).feeds) == 13


def test_buses_grow_with_the_people():
    def daily(population: int) -> tuple[int, int]:
        feed = plan(generate(Spec(population=population, seed=4)), START)[0].feed
        return len(feed.routes), sum(trip.service == "semaine" for trip in feed.trips)

    small, large = daily(3_000), daily(40_000)
    assert large[0] > small[0]
    assert large[1] > 3 * small[1]


def test_progress_grows():
    told: list[float] = []
    plan(generate(Spec(population=1_000, seed=3)), START, told.append)
    assert told == sorted(told)
    assert told[0] == 0.0
