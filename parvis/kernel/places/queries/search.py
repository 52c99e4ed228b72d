# SPDX-License-Identifier: AGPL-3.0-or-later
"""Search of addresses as one types, with mistakes, without accents, abbreviated, half typed.

Three small questions to PostgreSQL: which words of the vocabulary are meant (spelling index), which
streets and places hold them (array index), which numbers exist there; the ranking in between is in
`parvis.kernel.places.ranking`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import connection

from parvis.kernel.places.geo import valid
from parvis.kernel.places.hits import AddressHit
from parvis.kernel.places.ranking import Candidate, House, Meaning, Query, meanings, parse, rank, suffix_fits
from parvis.kernel.places.rules import place_kind
from parvis.kernel.places.words import numbered, query_keys

MAX_TEXT = 200
_CANDIDATES = 240
_WITH_NUMBER = 24

_ENTRY_COLUMNS = "id, kind, target, title, normal, words, detail, commune, insee, postcode, lon, lat, weight"


def search_addresses(text: str, limit: int = 8, near: tuple[float, float] | None = None) -> list[AddressHit]:
    """The best matches for what has been typed so far, the best first; at most `limit` (1 to 50).

    `near` is a (lon, lat) in degrees; of equal names the nearer comes first. An empty text, or one
    that means nothing, gives an empty list.
    """
    query = parse(text[:MAX_TEXT])
    if not query.tokens:
        return []
    here = near if near is not None and valid(*near) else None
    found = meanings(query, _words(query))
    candidates = _candidates(query, found, here)
    if not candidates:
        return []
    ranked = rank(query, found, candidates, here)
    if any(house for _score, _candidate, house in ranked):
        hits = _with_numbers(ranked[:_WITH_NUMBER])
    else:
        hits = [_entry_hit(candidate, score) for score, candidate, _house in ranked]
    return _distinct(hits)[: max(1, min(limit, 50))]


def _words(query: Query) -> list[str]:
    """Words of the vocabulary that one of the typed words may mean."""
    spellings = query.spellings()
    if not spellings:
        return []
    parts = ["SELECT text FROM places_word WHERE text = ANY(%s)"]
    parameters: list[Any] = [spellings]
    keys = sorted({key for word in spellings for key in query_keys(word)})
    if keys:
        parts.append("SELECT word FROM places_spelling WHERE key = ANY(%s)")
        parameters.append(keys)
    for word in spellings:
        if len(word) > 1:
            parts.append("(SELECT text FROM places_word WHERE text >= %s AND text < %s ORDER BY weight DESC LIMIT 40)")
            parameters += [word, word[:-1] + chr(ord(word[-1]) + 1)]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ".join(parts), parameters)
        return [row[0] for row in cursor.fetchall()]


def _candidates(query: Query, found: list[Meaning], near: tuple[float, float] | None) -> list[Candidate]:
    """Entries that hold a meaning of every telling word; else those that hold most of them."""
    groups = [list(meaning.words) for meaning in found if meaning.telling and meaning.words]
    complete = all(meaning.words for meaning in found if meaning.telling)
    rows = _all_of(groups, near) if groups and complete else []
    rows += _starting_with(query.normal, near)
    if not rows and groups:
        rows = _most_of(groups)
    return list({row[0]: Candidate(*row) for row in rows}.values())


def _order(near: tuple[float, float] | None) -> tuple[str, list[Any]]:
    if near is None:
        return "weight DESC, id", []
    lon, lat = near
    return "weight - 2 * ln(1 + 111200 * sqrt(((lon - %s) * cos(radians(%s))) ^ 2 + (lat - %s) ^ 2) / 500) DESC, id", [
        lon,
        lat,
        lat,
    ]


def _fetch(statement: str, parameters: Iterable[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, list(parameters))
        return list(cursor.fetchall())


def _all_of(groups: list[list[str]], near: tuple[float, float] | None) -> list[tuple[Any, ...]]:
    order, parameters = _order(near)
    condition = " AND ".join("words && %s::text[]" for _group in groups)
    statement = f"SELECT {_ENTRY_COLUMNS} FROM places_entry WHERE {condition} ORDER BY {order} LIMIT {_CANDIDATES}"  # noqa: S608
    return _fetch(statement, [*groups, *parameters])


def _starting_with(normal: str, near: tuple[float, float] | None) -> list[tuple[Any, ...]]:
    if len(normal) < 2:
        return []
    order, parameters = _order(near)
    end = normal[:-1] + chr(ord(normal[-1]) + 1)
    statement = (
        f"SELECT {_ENTRY_COLUMNS} FROM places_entry WHERE normal >= %s AND normal < %s ORDER BY {order} LIMIT 40"  # noqa: S608
    )
    return _fetch(statement, [normal, end, *parameters])


def _most_of(groups: list[list[str]]) -> list[tuple[Any, ...]]:
    held = " + ".join("(words && %s::text[])::int" for _group in groups)
    everything = sorted({word for group in groups for word in group})
    statement = (
        f"SELECT {_ENTRY_COLUMNS} FROM (SELECT *, {held} AS held FROM places_entry WHERE words && %s::text[]) e "  # noqa: S608
        f"WHERE held >= %s ORDER BY held DESC, weight DESC, id LIMIT {_CANDIDATES}"
    )
    return _fetch(statement, [*groups, everything, max(1, (len(groups) + 1) // 2)])


def _entry_hit(candidate: Candidate, score: float) -> AddressHit:
    town = f"{candidate.postcode} {candidate.commune}".strip()
    hint = {
        "place": ", ".join(part for part in (str(place_kind(candidate.detail).label), candidate.commune) if part),
        "commune": candidate.postcode,
        "street": f"{town} ({candidate.detail})" if candidate.detail else town,
    }.get(candidate.kind, town)
    return AddressHit(
        label=candidate.title,
        hint=hint,
        lon=candidate.lon,
        lat=candidate.lat,
        kind=candidate.kind,
        street=candidate.title if candidate.kind in ("street", "hamlet") else "",
        commune=candidate.commune,
        insee=candidate.insee,
        postcode=candidate.postcode,
        score=score,
        place_kind=candidate.detail if candidate.kind == "place" else "",
    )


def _with_numbers(ranked: list[tuple[float, Candidate, House | None]]) -> list[AddressHit]:
    """Replaces streets by the address asked for; a street without that number comes after those that have it."""
    streets = {candidate.target: candidate for _score, candidate, house in ranked if house and candidate.has_numbers}
    numbers = sorted({house.number for _score, _candidate, house in ranked if house})
    houses: dict[tuple[int, int], list[tuple[Any, ...]]] = {}
    if streets:
        rows = _fetch(
            "SELECT street_id, number, suffix, lon, lat, interop_key, postcode FROM places_address "
            "WHERE street_id = ANY(%s) AND number = ANY(%s) ORDER BY street_id, number, suffix, id",
            [list(streets), numbers],
        )
        for row in rows:
            houses.setdefault((row[0], row[1]), []).append(row)
    hits: list[AddressHit] = []
    for score, candidate, house in ranked:
        known = houses.get((candidate.target, house.number), []) if house and candidate.has_numbers else []
        fitting = [row for row in known if house and suffix_fits(house.suffix, row[2])] or known
        hits += [_house_hit(candidate, row, score, rank_here) for rank_here, row in enumerate(fitting)]
        if not known:
            hits.append(_entry_hit(candidate, score - (0.2 if house else 0)))
    return sorted(hits, key=lambda hit: -hit.score)


def _house_hit(candidate: Candidate, row: tuple[Any, ...], score: float, place: int) -> AddressHit:
    _street, number, suffix, lon, lat, key, postcode = row
    return AddressHit(
        label=numbered(number, suffix, candidate.title),
        hint=f"{postcode or candidate.postcode} {candidate.commune}".strip(),
        lon=lon,
        lat=lat,
        kind="address",
        street=candidate.title,
        number=f"{number}{suffix}",
        commune=candidate.commune,
        insee=candidate.insee,
        postcode=postcode or candidate.postcode,
        interop_key=key,
        score=score - 0.001 * place,
    )


def _distinct(hits: list[AddressHit]) -> list[AddressHit]:
    kept: dict[tuple[str, str], AddressHit] = {}
    for hit in hits:
        kept.setdefault((hit.label, hit.hint), hit)
    return list(kept.values())
