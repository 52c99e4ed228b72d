# SPDX-License-Identifier: AGPL-3.0-or-later
"""Emissions: figures of the table, their sources, and what is unknown."""

from datetime import date

import pytest

from parvis.engines.timetable.emissions import FACTORS, OF_MODES, Means, grams
from parvis.engines.timetable.modes import Mode


def test_each_means_has_a_figure_with_its_source() -> None:
    assert set(FACTORS) == set(Means)
    assert set(OF_MODES.values()) <= set(Means)
    for factor in FACTORS.values():
        assert factor.source.startswith("ADEME")
        assert factor.version
        assert factor.read >= date(2026, 1, 1)
        assert factor.use >= 0 <= factor.making


@pytest.mark.parametrize(
    ("means", "expected"),
    [(Means.CAR, 1_422.5), (Mode.BUS, 1_224.2), (Mode.COACH, 375.6), (Mode.RAIL, 276.9), (Mode.TRAM, 42.8),
     (Mode.METRO, 44.4), (Means.BICYCLE, 1.7), (Means.FOOT, 0.0)],
)  # fmt: skip
def test_ten_kilometres(means: Means | Mode, expected: float) -> None:
    assert grams(means, 10_000) == pytest.approx(expected, abs=0.1)


def test_what_has_no_factor_is_unknown_and_not_nothing() -> None:
    assert grams(Mode.FERRY, 1_000) is None
    assert grams(Mode.ON_DEMAND, 0) is None
    assert grams(None, 10) is None


def test_a_negative_distance_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        grams(Means.CAR, -1)
