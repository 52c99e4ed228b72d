# SPDX-License-Identifier: AGPL-3.0-or-later
"""The search index: one entry per findable thing, one row per word. Rebuilt whole, in the import's transaction."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from django.db import connection
from django.db.models import Sum

from parvis.kernel.places.models import Commune, Neighbourhood, Place, Spelling, Street, Word
from parvis.kernel.places.rules import place_kind
from parvis.kernel.places.words import index_keys, joined_pairs, normal


class _Row(NamedTuple):
    kind: str
    target: int
    title: str
    normal: str
    words: list[str]
    detail: str
    commune: str
    insee: str
    postcode: str
    lon: float
    lat: float
    weight: float


def _words(own: str, *others: str) -> list[str]:
    parts = own.split()
    found = dict.fromkeys([*parts, *joined_pairs(parts)])
    for text in others:
        found.update(dict.fromkeys(normal(text).split()))
    return list(found)


def _streets() -> Iterator[_Row]:
    for street in Street.objects.select_related("commune").order_by("pk").iterator(chunk_size=5_000):
        commune = street.commune
        own = street.normal
        yield _Row(
            street.kind, street.pk, street.name, own, _words(own, commune.name, street.delegated, street.postcode),
            street.delegated, commune.name, commune.insee, street.postcode, street.lon, street.lat,
            1 + math.log1p(street.addresses_count),
        )  # fmt: skip


def _sizes() -> dict[int, float]:
    """Commune -> how much its size weighs: of eleven town halls the big town's comes first."""
    counted = Street.objects.values_list("commune").annotate(size=Sum("addresses_count"))
    return {commune: 0.25 * math.log1p(size or 0) for commune, size in counted}


def _communes() -> Iterator[_Row]:
    sizes = _sizes()
    for commune in Commune.objects.order_by("pk"):
        own = normal(commune.name)
        postcode = commune.postcodes[0] if commune.postcodes else ""
        yield _Row(
            "commune", commune.pk, commune.name, own, _words(own, *commune.postcodes), "", commune.name,
            commune.insee, postcode, commune.lon, commune.lat, 8 + sizes.get(commune.pk, 0),
        )  # fmt: skip


def _neighbourhoods() -> Iterator[_Row]:
    for area in Neighbourhood.objects.select_related("commune").order_by("pk"):
        own = normal(area.name)
        town = area.commune.name if area.commune else ""
        yield _Row(
            "neighbourhood", area.pk, area.name, own, _words(own, town, "quartier"), area.kind, town,
            area.commune.insee if area.commune else "", "", area.lon, area.lat, 6,
        )  # fmt: skip


def _places() -> Iterator[_Row]:
    sizes = _sizes()
    for place in Place.objects.select_related("commune").order_by("pk").iterator(chunk_size=5_000):
        kind = place_kind(place.kind)
        own = normal(place.name)
        town = place.commune.name if place.commune else ""
        yield _Row(
            "place", place.pk, place.name, own, _words(own, town, kind.words), place.kind, town,
            place.commune.insee if place.commune else "", "", place.lon, place.lat,
            kind.weight + sizes.get(place.commune_id or 0, 0),
        )  # fmt: skip


_COLUMNS = ", ".join(_Row._fields)
_UPDATES = ", ".join(f"{name} = EXCLUDED.{name}" for name in _Row._fields[2:])
_OLD = ", ".join(f"e.{name}" for name in _Row._fields[2:])
_NEW = ", ".join(f"EXCLUDED.{name}" for name in _Row._fields[2:])

_STAGE = (  # names of our own columns only
    "CREATE TEMPORARY TABLE staged_entry ON COMMIT DROP AS "  # noqa: S608
    f"SELECT {_COLUMNS} FROM places_entry LIMIT 0"
)
_MERGE = (  # names of our own columns only
    f"INSERT INTO places_entry AS e ({_COLUMNS}) SELECT {_COLUMNS} FROM staged_entry "  # noqa: S608
    f"ON CONFLICT (kind, target) DO UPDATE SET {_UPDATES} WHERE ({_OLD}) IS DISTINCT FROM ({_NEW})"
)
_CLEAN = (
    "DELETE FROM places_entry e WHERE NOT EXISTS "
    "(SELECT 1 FROM staged_entry s WHERE s.kind = e.kind AND s.target = e.target)"
)


def rebuild_index() -> None:
    """Makes entries and words agree with the tables; writes only what differs."""
    # Read whole before writing: one connection cannot read while it copies.
    rows = [row for source in (_communes, _neighbourhoods, _streets, _places) for row in source()]
    counts = Counter(word for row in rows for word in row.words)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS staged_entry")
        cursor.execute(_STAGE)
        with cursor.copy(f"COPY staged_entry ({_COLUMNS}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute("CREATE INDEX ON staged_entry (kind, target)")
        cursor.execute("ANALYZE staged_entry")
        cursor.execute(_MERGE)
        cursor.execute(_CLEAN)
        cursor.execute("ANALYZE places_entry")
    _rebuild_words(counts)


def _rebuild_words(counts: Counter[str]) -> None:
    known = dict(Word.objects.values_list("text", "weight"))
    fresh = [text for text in counts if text not in known]
    changed = [Word(text=text, weight=count) for text, count in counts.items() if known.get(text, count) != count]
    gone = [text for text in known if text not in counts]
    Word.objects.bulk_create([Word(text=text, weight=counts[text]) for text in fresh], batch_size=5_000)
    Word.objects.bulk_update(changed, ["weight"], batch_size=2_000)
    Word.objects.filter(text__in=gone).delete()
    Spelling.objects.filter(word__in=gone).delete()
    with connection.cursor() as cursor:
        with cursor.copy("COPY places_spelling (key, word) FROM STDIN") as copy:
            for text in fresh:
                for key in index_keys(text):
                    copy.write_row((key, text))
        cursor.execute("ANALYZE places_word")
        cursor.execute("ANALYZE places_spelling")
