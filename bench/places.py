# SPDX-License-Identifier: AGPL-3.0-or-later
"""Address search and reverse geocoding: ours beside a plain `ILIKE`, in one run.

    python -m bench.places [--large]

Each size is written as a Base Adresse Locale file, imported in a transaction, measured, and rolled
back: the database is left as it was. `--large` adds 450,000 addresses.
"""

from __future__ import annotations

import argparse
import itertools
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parvis.project.settings")
django.setup()

from django.db import connection, transaction  # noqa: E402

from bench.figures import Act, report  # noqa: E402
from parvis.kernel.audit.actors import SYSTEM  # noqa: E402
from parvis.kernel.places import operations, queries  # noqa: E402
from parvis.kernel.places.geo import box_around, haversine_m  # noqa: E402

SIZES = (27_000, 450_000)
TYPES = (
    "Rue", "Avenue", "Boulevard", "Chemin", "Impasse", "Allée", "Place", "Route", "Rue", "Rue", "Rue", "Quai",
)  # fmt: skip
FIRST = (
    "Victor", "Jean", "Marie", "Louise", "Claude", "Pierre", "Hélène", "Lucie", "Charles", "Émile", "Georges",
    "Denis", "Jules", "Simone", "Paul",
)  # fmt: skip
LAST = (
    "Hugo", "Moulin", "Péguy", "Zola", "Carnot", "Lebon", "Durand", "Monnet", "Verne", "Ferry", "Vilar", "Aubrac",
    "Michel", "Fauré", "Ravel", "Debussy", "Manet", "Gambetta", "Pasteur", "Curie", "Ampère", "Lamartine",
    "Rostand", "Colette", "Sand", "Musset", "Vigny", "Nerval", "Eluard", "Aragon",
)  # fmt: skip
THINGS = (
    "du Moulin", "de la Fontaine", "des Lilas", "de l’Église", "du Pont", "des Tilleuls", "de la Gare",
    "des Vergers", "du Puits", "de la Forge", "des Acacias", "du Château", "de la Paix", "des Écoles", "du Stade",
    "des Cerisiers", "du 8 Mai 1945", "de l’Étang",
)  # fmt: skip
COMMUNES = (
    "Pontbourg", "Valmont", "Rochefay", "Montclair", "Bellerive", "Grandpré", "Fontenay", "Villedieu", "Chaumont",
    "Aigremont",
)  # fmt: skip


def write_bal(path: Path, wanted: int, seed: int = 1) -> None:
    """A BAL file of `wanted` addresses over as many communes as a département of that size has."""
    rng = random.Random(seed)
    with path.open("w", encoding="utf-8") as file:
        file.write("cle_interop;commune_insee;commune_nom;voie_nom;numero;suffixe;position;long;lat\n")
        for number, (insee, town, street, house, lon, lat) in enumerate(_houses(rng)):
            if number == wanted:
                return
            key = f"{insee}_{number // 40:04x}_{house:05d}"
            file.write(f"{key};{insee};{town};{street};{house};;entrée;{lon:.6f};{lat:.6f}\n")


def _houses(rng: random.Random) -> Iterator[tuple[str, str, str, int, float, float]]:
    for place in itertools.count():
        town = COMMUNES[place % 10] + ("" if place < 10 else f"-sur-{LAST[place // 10 % len(LAST)]}")
        west, south = 3 + (place % 12) * 0.06, 46 + place // 12 * 0.06
        for street in sorted(_streets(rng, 120)):
            lon, lat = west + rng.random() * 0.04, south + rng.random() * 0.04
            for house in range(1, rng.randint(6, 40)):
                yield f"{1000 + place:05d}", town, street, house, lon + house * 1e-4, lat


def _streets(rng: random.Random, count: int) -> set[str]:
    names: set[str] = set()
    while len(names) < count:
        who = rng.choice(THINGS) if rng.random() < 0.25 else f"{rng.choice(FIRST)} {rng.choice(LAST)}"
        names.add(f"{rng.choice(TYPES)} {who}")
    return names


def _typed(rng: random.Random, label: str) -> str:
    """A label as people type it: half of it, without accents, with a mistake, or as it stands."""
    choice = rng.random()
    if choice < 0.4:
        return label[: max(4, int(len(label) * rng.uniform(0.4, 0.9)))]
    if choice < 0.7:
        place = rng.randrange(3, len(label) - 1)
        return label[:place] + label[place + 1 :]
    return label.lower()


def _questions(count: int) -> list[str]:
    rng = random.Random(2)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT a.number, t.name FROM places_address a JOIN places_street t ON t.id = a.street_id ORDER BY a.id"
        )
        rows = cursor.fetchall()
    picked = [rows[rng.randrange(len(rows))] for _ in range(count)]
    return [_typed(rng, f"{number} {name}" if rng.random() < 0.6 else name) for number, name in picked]


def _ilike(text: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT a.id FROM places_address a JOIN places_street t ON t.id = a.street_id "
            "WHERE a.number || ' ' || t.name ILIKE %s ORDER BY t.name, a.number LIMIT 8",
            [f"%{text}%"],
        )
        return len(cursor.fetchall())


def _box_scan(lon: float, lat: float) -> int:
    """The peer of reverse geocoding: every address of a 6 km box measured in Python."""
    west, south, east, north = box_around(lon, lat, 6_000)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT lon, lat FROM places_address WHERE lon BETWEEN %s AND %s AND lat BETWEEN %s AND %s",
            [west, east, south, north],
        )
        return len([min((haversine_m((lon, lat), row), row) for row in cursor.fetchall() or [(0.0, 0.0)])])


def _acts(typed: list[str]) -> list[Act]:
    rng = random.Random(3)
    points = [(3 + rng.random() * 0.3, 46 + rng.random() * 0.04) for _ in range(len(typed))]
    return [
        Act(
            "search as typed",
            lambda turn: queries.search_addresses(typed[turn]),
            lambda turn: _ilike(typed[turn]),
            "ILIKE",
            median_ms=50,
            p95_ms=150,
            peer_turns=40,
        ),
        Act(
            "reverse geocoding",
            lambda turn: queries.reverse(*points[turn]),
            lambda turn: _box_scan(*points[turn]),
            "every address of a 6 km box",
            median_ms=50,
            p95_ms=150,
            peer_turns=10,
        ),
    ]


def measure(wanted: int) -> bool:
    """Prints the figures of one size; True when what is asked is met."""
    with tempfile.TemporaryDirectory() as folder, transaction.atomic():
        path = Path(folder) / "bal.csv"
        write_bal(path, wanted)
        start = time.perf_counter()
        imported = operations.import_addresses(SYSTEM, path=path)
        seconds = time.perf_counter() - start
        streets = imported.details["streets"]
        print(f"{wanted:,} addresses, {streets:,} streets; imported in {seconds:.1f} s")
        typed = _questions(300)
        met = report(f"Places, {wanted:,} addresses", _acts(typed), turns=len(typed))
        ours, peer = (sum(1 for text in typed if not ask(text)) for ask in (queries.search_addresses, _ilike))
        print(f"  without an answer: ours {ours} of {len(typed)}, ILIKE {peer}")
        transaction.set_rollback(True)
    return met


def main() -> int:
    """Prints the tables; 1 when something falls short of what is asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--large", action="store_true", help="also 450,000 addresses")
    options = parser.parse_args()
    met = [measure(size) for size in (SIZES if options.large else SIZES[:1])]
    return 0 if all(met) else 1


if __name__ == "__main__":
    sys.exit(main())
