# SPDX-License-Identifier: AGPL-3.0-or-later
"""An app that publishes benches (places) and budgets (no places)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any

import pytest

from parvis.kernel.registry.extension_points.open_data import Dataset, Field

CHANGED = datetime(2026, 11, 20, 9, 30, 15, 123456, tzinfo=UTC)

BENCHES = Dataset(
    slug="benches",
    title="Bancs publics",
    description="Où s’asseoir, « partout »\ndans la ville \\ ici",
    keywords=("banc", "mobilier urbain"),
    fields=(
        Field(name="reference", kind="text", title="Référence"),
        Field(name="seats", kind="integer", title="Places", unit="personnes"),
        Field(name="height_m", kind="number", title="Hauteur", unit="m"),
        Field(name="lit", kind="boolean", title="Éclairé"),
        Field(name="placed_on", kind="date", title="Posé le"),
        Field(name="seen_at", kind="datetime", title="Vu le"),
        Field(name="longitude", kind="longitude", title="Longitude"),
        Field(name="latitude", kind="latitude", title="Latitude"),
    ),
)
BUDGET = Dataset(
    slug="budget",
    title="Budget",
    description="Dépenses",
    keywords=("budget",),
    fields=(Field(name="label", kind="text", title="Libellé"), Field(name="amount", kind="number", title="Montant")),
)


def bench(reference: str = "B-1", **others: Any) -> dict[str, Any]:
    return {
        "reference": reference,
        "seats": 3,
        "height_m": 0.45,
        "lit": True,
        "placed_on": date(2020, 5, 1),
        "seen_at": CHANGED,
        "longitude": 2.123456789,
        "latitude": 46.5,
        **others,
    }


class Town:
    """Extension point `open_data`, filled by the tests."""

    def __init__(self) -> None:
        self.benches: list[dict[str, Any]] = [bench()]
        self.budget: list[dict[str, Any]] = [{"label": "Voirie", "amount": -12.5}]
        self.changed: datetime | None = CHANGED
        self.reads = 0

    def datasets(self) -> Sequence[Dataset]:
        return [BENCHES, BUDGET]

    def rows(self, slug: str) -> Iterator[dict[str, Any]]:
        self.reads += 1
        yield from self.benches if slug == "benches" else self.budget

    def modified_at(self, slug: str) -> datetime | None:
        return self.changed


@pytest.fixture
def town(monkeypatch: pytest.MonkeyPatch) -> Town:
    made = Town()
    monkeypatch.setattr("parvis.kernel.open_data.datasets.contributions", lambda point: [made])
    return made
