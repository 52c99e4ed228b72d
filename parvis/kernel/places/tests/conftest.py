# SPDX-License-Identifier: AGPL-3.0-or-later
"""A small town for the tests of places."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from parvis.kernel.audit.actors import SYSTEM
from parvis.kernel.places import operations

HEADER = (
    "cle_interop;commune_insee;commune_nom;commune_deleguee_nom;voie_nom;lieudit_complement_nom;"
    "numero;suffixe;position;x;y;long;lat;certification_commune"
)

STREETS = [
    ("0001", "Rue de la Paix", 40, 4.880, 46.260),
    ("0002", "Avenue du Général Leclerc", 60, 4.884, 46.262),
    ("0003", "Boulevard Saint-Martin", 30, 4.888, 46.264),
    ("0004", "Rue du 8 Mai 1945", 24, 4.892, 46.258),
    ("0005", "Place de l'Église", 12, 4.882, 46.2605),
    ("0006", "Impasse des Lilas", 8, 4.890, 46.259),
    ("0007", "Rue Victor Hugo", 50, 4.886, 46.257),
    ("0008", "Chemin du Moulin", 20, 4.894, 46.256),
    ("0009", "Rue du Maréchal Foch", 30, 4.896, 46.261),
    ("0010", "Quai des Célestins", 20, 4.878, 46.263),
]


def line(insee: str, town: str, code: str, street: str, number: int, lon: float, lat: float, suffix: str = "") -> str:
    """A line of a BAL file."""
    key = f"{insee}_{code}_{number:05d}{'_' + suffix if suffix else ''}"
    return f"{key};{insee};{town};;{street};;{number};{suffix};entrée;;;{lon:.6f};{lat:.6f};1"


def town_lines() -> list[str]:
    """A commune of ten streets, a second one with two of the same names, a hamlet."""
    lines = [HEADER]
    for code, street, count, lon, lat in STREETS:
        for number in range(1, count + 1):
            lines.append(line("01999", "Pontbourg", code, street, number, lon + number * 0.00012, lat))
    lines.append(line("01999", "Pontbourg", "0001", "Rue de la Paix", 12, 4.8815, 46.2601, "bis"))
    lines.append(line("01999", "Pontbourg", "B001", "Les Granges Brûlées", 99999, 4.91, 46.27))
    for number in range(1, 21):
        lines.append(
            line("01998", "Saint-Ouen-le-Vieux", "0001", "Rue de la Paix", number, 4.98 + number * 0.00012, 46.30)
        )
        lines.append(
            line("01998", "Saint-Ouen-le-Vieux", "0002", "Rue de l’Étang", number, 4.981 + number * 0.00012, 46.301)
        )
    return lines


def square(west: float, south: float, size: float = 0.02) -> dict[str, Any]:
    """A GeoJSON square."""
    ring = [[west, south], [west + size, south], [west + size, south + size], [west, south + size], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def collection(*features: tuple[dict[str, Any], dict[str, Any]]) -> str:
    """A GeoJSON collection of (geometry, properties)."""
    made = [{"type": "Feature", "geometry": geometry, "properties": properties} for geometry, properties in features]
    return json.dumps({"type": "FeatureCollection", "features": made})


@pytest.fixture
def bal(tmp_path: Path) -> Path:
    """The BAL file of the small town."""
    path = tmp_path / "bal.csv"
    path.write_text("\n".join(town_lines()), encoding="utf-8")
    return path


@pytest.fixture
def town(db: None, bal: Path) -> None:
    """The small town, imported."""
    operations.import_addresses(SYSTEM, path=bal)


@pytest.fixture
def areas(town: None, tmp_path: Path) -> None:
    """Outlines of the two communes and of two neighbourhoods."""
    communes = tmp_path / "communes.geojson"
    communes.write_text(
        collection(
            (square(4.875, 46.25, 0.05), {"insee": "01999", "nom": "Pontbourg", "postcode": "01290"}),
            (square(4.97, 46.29), {"insee": "01998", "nom": "Saint-Ouen-le-Vieux", "postcode": "01291"}),
        )
    )
    quarters = tmp_path / "quartiers.geojson"
    quarters.write_text(
        collection(
            (square(4.875, 46.25, 0.012), {"code": "01999-001", "name": "Centre", "commune_insee": "01999"}),
            (square(4.887, 46.25, 0.012), {"code": "01999-002", "name": "Les Prés", "commune_insee": "01999"}),
        )
    )
    operations.import_areas(SYSTEM, path=communes)
    operations.import_areas(SYSTEM, path=quarters)
