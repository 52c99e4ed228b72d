# SPDX-License-Identifier: AGPL-3.0-or-later
"""A small and a middling town with their authorities, planned once for all tests."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from parvis.engines.synthtown import Spec, Town, generate, write_transit
from parvis.engines.synthtown.transit import Authority, plan
from parvis.engines.synthtown.transit.tests.feeds import Archive

START = date(2026, 9, 1)


@pytest.fixture(scope="session", params=[(5_000, 3), (14_000, 4)], ids=str)
def served(request: pytest.FixtureRequest) -> tuple[Town, tuple[Authority, ...]]:
    town = generate(Spec(population=request.param[0], seed=request.param[1]))
    return town, plan(town, START)


@pytest.fixture(scope="session")
def archives(served, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Archive]:
    town, authorities = served
    files = write_transit(town, authorities, tmp_path_factory.mktemp("served"))
    return {slug: Archive(Path(path)) for slug, path in files.feeds.items()}


@pytest.fixture(scope="session")
def metres(served):
    """From rows with degrees to town metres."""
    frame = served[0].frame

    def convert(rows, lon: str, lat: str) -> np.ndarray:
        from parvis.engines.synthtown.projection import lambert93

        degrees = np.array([(float(row[lon]), float(row[lat])) for row in rows]).reshape(-1, 2)
        x, y = lambert93(degrees[:, 0], degrees[:, 1])
        return np.column_stack([x - frame.x, y - frame.y])

    return convert
