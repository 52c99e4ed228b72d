# SPDX-License-Identifier: AGPL-3.0-or-later
"""One small town for all tests."""

import pytest

from parvis.engines.synthtown import Spec, Town, WrittenFiles, generate, write

SMALL = Spec(population=3_000, seed=7)


@pytest.fixture(scope="session")
def town() -> Town:
    return generate(SMALL)


@pytest.fixture(scope="session")
def files(town: Town, tmp_path_factory: pytest.TempPathFactory) -> WrittenFiles:
    return write(town, tmp_path_factory.mktemp("town"))
