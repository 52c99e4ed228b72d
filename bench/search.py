# SPDX-License-Identifier: AGPL-3.0-or-later
"""Search with 100,000 documents, beside plain ILIKE on the same rows: `python -m bench.search [documents]`.

Everything happens in one transaction that is rolled back.
"""

from __future__ import annotations

import os
import random
import sys
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parvis.project.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from bench.figures import Act, report  # noqa: E402
from parvis.kernel.audit.actors import anonymous  # noqa: E402
from parvis.kernel.registry.extension_points.search import SearchDocument  # noqa: E402
from parvis.kernel.search import operations, queries  # noqa: E402

THING_WORDS = """lampadaire trottoir nid-de-poule arbre banc poubelle fontaine passerelle bordure panneau feu grille
avaloir graffiti dépôt conteneur abribus potelet barrière chaussée clôture haie massif jeu toboggan marquage"""
STATE_WORDS = """éteint cassé penché bouché renversé dégradé tagué arraché fissuré dangereux bruyant débordant
manquant"""
THINGS, STATES = THING_WORDS.split(), STATE_WORDS.split()
STREETS = [f"{kind} {name}" for kind in ("rue", "avenue", "place", "chemin", "impasse") for name in (
    "de l’Église", "du Moulin", "des Écoles", "Victor-Hugo", "de la Gare", "des Tilleuls", "Pasteur", "du Lavoir",
    "Saint-Martin", "de la République", "des Vignes", "du Pont-Neuf", "Jean-Jaurès", "des Acacias", "du Château",
)]  # fmt: skip
QUERIES = (
    ("a common word", "lampadaire"),
    ("three words", "banc cassé moulin"),
    ("an unfinished word", "passer"),
    ("a street", "rue de l'eglise"),
    ("a rare reference", "SIG-2026-04242"),
    ("a typing mistake", "lampdaire penche"),
    ("nothing", "zygomatique"),
)
ROUNDS = 30


class Notes:
    """Search source of the benchmark."""

    kind = "bench"
    title = "Bench"

    def documents(self) -> list[SearchDocument]:
        """None: the rows are written by the benchmark itself."""
        return []


NOTES = Notes()


def documents(count: int) -> list[SearchDocument]:
    """Reports as residents write them, the same for each run."""
    chance = random.Random(1)
    made = []
    for n in range(count):
        thing, state, street = chance.choice(THINGS), chance.choice(STATES), chance.choice(STREETS)
        body = " ".join(chance.choice(THINGS + STATES) for _ in range(25))
        made.append(
            SearchDocument(
                kind="bench",
                key=str(n),
                title=f"{thing.capitalize()} {state}, {chance.randint(1, 99)} {street}",
                keywords=f"SIG-2026-{n:05}",
                text=f"Bonjour, {thing} {state} depuis {chance.randint(2, 30)} jours. {body}",
                url=f"/x/{n}/",
            )
        )
    return made


def ilike(text: str) -> int:
    """What a page without an index would do: every word somewhere in title or text, the first 20 rows."""
    words = [f"%{word}%" for word in text.split()]
    where = " AND ".join(["(title ILIKE %s OR text ILIKE %s OR keywords ILIKE %s)"] * len(words))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id, count(*) OVER () FROM search_indexeddocument WHERE audience = 'public' AND {where}"
            " ORDER BY id DESC LIMIT 20",
            [word for word in words for _ in range(3)],
        )
        return len(cursor.fetchall())


def act(name: str, text: str) -> Act:
    """Our search beside `ILIKE`, with what is asked of a search."""
    visitor = anonymous()
    found = queries.search(visitor, text).total
    return Act(
        f"{name}: {text} ({found} found)",
        lambda turn: queries.search(visitor, text),
        lambda turn: ilike(text),
        "ILIKE",
        median_ms=50,
        p95_ms=150,
        peer_turns=5,
    )


def main(count: int) -> bool:
    """Fills, measures, prints, rolls back; True when what is asked is met."""
    settings.SEARCH_SOURCES = ["bench.search:NOTES"]
    sys.modules["bench.search"] = sys.modules["__main__"]
    with transaction.atomic():
        start = time.perf_counter()
        operations.index(documents(count))
        filled = time.perf_counter() - start
        operations._rebuild_vocabulary()
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE search_indexeddocument")
        met = report(f"Search, {count:,} documents", [act(*each) for each in QUERIES], turns=ROUNDS)
        transaction.set_rollback(True)
    print(f"indexed {count / filled:,.0f} documents per second")
    return met


if __name__ == "__main__":
    sys.exit(0 if main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000) else 1)
