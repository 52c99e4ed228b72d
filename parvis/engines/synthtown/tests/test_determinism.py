# SPDX-License-Identifier: AGPL-3.0-or-later
"""The same spec gives the same bytes, on any run; another seed gives another town."""

import dataclasses
import os
import subprocess
import sys

import numpy as np
import pytest

from parvis.engines.synthtown import Spec, Town, WrittenFiles, generate, write
from parvis.engines.synthtown.tests.conftest import SMALL

PROGRAM = """
import sys
from parvis.engines.synthtown import Spec, generate, write
write(generate(Spec(population=int(sys.argv[1]), seed=int(sys.argv[2]))), sys.argv[3])
"""


@pytest.mark.parametrize("hash_seed", ["0", "4242"])
def test_every_file_is_the_same_in_another_process(files: WrittenFiles, tmp_path, hash_seed: str):
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed, "TZ": "Pacific/Auckland"}
    command = [sys.executable, "-c", PROGRAM, str(SMALL.population), str(SMALL.seed), str(tmp_path)]
    subprocess.run(command, check=True, env=environment, timeout=120)
    for path in dataclasses.astuple(files):
        assert (tmp_path / path.name).read_bytes() == path.read_bytes(), path.name


def test_writing_twice_replaces_the_files(town: Town, files: WrittenFiles, tmp_path):
    write(town, tmp_path)
    again = write(town, tmp_path)
    assert again.osm.read_bytes() == files.osm.read_bytes()


def test_another_seed_gives_another_town(town: Town):
    other = generate(Spec(population=SMALL.population, seed=SMALL.seed + 1))
    assert other.communes[0].name != town.communes[0].name
    assert other.network.xy.shape != town.network.xy.shape or not np.allclose(other.network.xy, town.network.xy)


def test_progress_runs_from_nothing_to_all():
    told: list[tuple[str, float]] = []
    generate(Spec(population=1_000, seed=3), lambda stage, share: told.append((stage, share)))
    shares = [share for _, share in told]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)


@pytest.mark.parametrize(
    "wrong", [{"population": 10}, {"population": 9_000_000}, {"seed": -1}, {"lon": 120.0}, {"department": "2A"}]
)
def test_a_wrong_spec_is_refused(wrong: dict[str, object]):
    with pytest.raises(ValueError, match="must"):
        Spec(**wrong)
