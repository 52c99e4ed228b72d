# SPDX-License-Identifier: AGPL-3.0-or-later
"""Find documents, only those that the actor may see."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from django.db import connection, transaction
from django.utils.translation import get_language

from parvis.kernel.audit.actors import Actor
from parvis.kernel.registry import open_services
from parvis.kernel.registry.manifest import Text
from parvis.kernel.search.excerpts import Part, excerpt, highlighted
from parvis.kernel.search.models import IndexedDocument, VocabularyWord
from parvis.kernel.search.rules import (
    CONFIGURATIONS,
    MAX_QUERY_CHARACTERS,
    MAX_QUERY_WORDS,
    STOP_WORDS,
    Word,
    meaningful,
    nearest,
    reductions,
    repairable,
    tsquery,
    words_of,
)
from parvis.kernel.search.sources import sources

MOST_RANKED = 500
"""Matches that are weighed against one another; whoever finds more has to name his thing better."""
PAGE_SIZE = 20
SUGGESTIONS = 6

# Two sets of candidates: those that match in their titles are never lost among the many that match somewhere.
_CANDIDATES = """
SELECT document.id, document.kind,
    ts_rank('{0.02, 0.15, 0.5, 1.0}', document.vector, %(query)s::tsquery, 1) * document.weight AS rank
FROM search_indexeddocument document
JOIN (
    (SELECT id FROM search_indexeddocument WHERE title_vector @@ %(query)s::tsquery
        AND audience = ANY(%(audiences)s) AND kind = ANY(%(kinds)s) LIMIT %(most)s)
    UNION
    (SELECT id FROM search_indexeddocument WHERE vector @@ %(query)s::tsquery
        AND audience = ANY(%(audiences)s) AND kind = ANY(%(kinds)s) LIMIT %(most)s)
) AS candidate USING (id)
WHERE document.language = %(language)s OR NOT EXISTS (
    SELECT 1 FROM search_indexeddocument AS same
    WHERE same.kind = document.kind AND same.key = document.key AND same.language = %(language)s)
ORDER BY rank DESC, id DESC
"""
_LEXEMES = """
SELECT word, ts_lexize('french_stem', word), ts_lexize('english_stem', word),
    ts_lexize(%s::regdictionary, word) = '{}'
FROM unnest(%s::text[]) WITH ORDINALITY AS given (word, n) ORDER BY n
"""


@dataclass(frozen=True)
class Hit:
    """A document found; `title` and `text` are cut into parts, those that match are marked."""

    kind: str
    key: str
    url: str
    label: str
    title: list[Part]
    text: list[Part]


@dataclass(frozen=True)
class Facet:
    """A kind of document with the number of matches."""

    kind: str
    title: Text
    icon: str
    count: int


@dataclass(frozen=True)
class Results:
    """An answer. `corrected` is the query that was really asked, when the words as typed found nothing;
    `partial` says that no document has all the words; `total` is exact below `MOST_RANKED`."""

    query: str
    hits: list[Hit] = field(default_factory=list)
    facets: list[Facet] = field(default_factory=list)
    total: int = 0
    page: int = 1
    pages: int = 0
    corrected: str = ""
    partial: bool = False

    @property
    def capped(self) -> bool:
        """True when there may be more matches than counted."""
        return self.total >= MOST_RANKED


@dataclass(frozen=True)
class _Found:
    rows: list[tuple[int, str, float]]
    words: list[Word]
    corrected: str = ""
    partial: bool = False


def audiences_of(actor: Actor) -> list[str]:
    """The audiences to which an actor belongs; a document of any other audience does not exist for him.

    `public`; `service:<slug>` of each open service; `person:<id>` his own; `agents:<permission>` and
    `agents:<permission>:<organisation id>` for what his role in his present organisation carries.
    """
    found = ["public", *(f"service:{manifest.slug}" for manifest in open_services())]
    if actor.person_id is not None:
        found.append(f"person:{actor.person_id}")
    for permission in sorted(actor.permissions):
        found.append(f"agents:{permission}")
        if actor.organisation_id is not None:
            found.append(f"agents:{permission}:{actor.organisation_id}")
    return found


def search(actor: Actor, text: str, *, kind: str = "", page: int = 1) -> Results:
    """Documents that hold all words of `text`: French stems, no accents, the last word may be unfinished.

    Words that find nothing are repaired from the vocabulary, then any of the words is enough. `kind`
    keeps one kind; `page` counts from 1 and is brought into range.
    """
    asked = text.strip()[:MAX_QUERY_CHARACTERS]
    found = _find(actor, asked)
    kept = [row for row in found.rows if not kind or row[1] == kind]
    pages = -(-len(kept) // PAGE_SIZE)
    page = max(1, min(page, pages))
    return Results(
        query=asked,
        hits=_hits(kept[(page - 1) * PAGE_SIZE : page * PAGE_SIZE], found.words),
        facets=_facets(found.rows),
        total=len(kept),
        page=page,
        pages=pages,
        corrected=found.corrected,
        partial=found.partial,
    )


def suggestions(actor: Actor, text: str, *, limit: int = SUGGESTIONS) -> list[Hit]:
    """The first matches while somebody is still typing."""
    found = _find(actor, text.strip()[:MAX_QUERY_CHARACTERS])
    return _hits(found.rows[:limit], found.words)


def _find(actor: Actor, text: str) -> _Found:
    words = meaningful(_lexemes(words_of(text)[:MAX_QUERY_WORDS]))
    if not words:
        return _Found([], [])
    audiences = audiences_of(actor)
    if rows := _candidates(audiences, words):
        return _Found(rows, words)
    repaired = _repaired(words)
    if repaired != words and (rows := _candidates(audiences, repaired)):
        return _Found(rows, repaired, corrected=" ".join(word.text for word in repaired))
    if len(repaired) > 1 and (rows := _candidates(audiences, repaired, any_word=True)):
        return _Found(rows, repaired, partial=True)
    return _Found([], words)


def _lexemes(words: Sequence[str]) -> list[Word]:
    if not words:
        return []
    stop_words = STOP_WORDS.get(_language(), frozenset())
    dictionary = f"{CONFIGURATIONS.get(_language(), 'french')}_stem"
    with connection.cursor() as cursor:
        cursor.execute(_LEXEMES, [dictionary, list(words)])
        return [
            Word(
                text=word,
                stems=tuple(dict.fromkeys([*(french or ()), *(english or ())])),
                stop=stop or word in stop_words,
            )
            for word, french, english, stop in cursor.fetchall()
        ]


def _language() -> str:
    return (get_language() or "fr").partition("-")[0]


def _candidates(audiences: list[str], words: Sequence[Word], *, any_word: bool = False) -> list[tuple[int, str, float]]:
    values: dict[str, str | int | list[str]] = {
        "query": tsquery(words, prefix_last=True, any_word=any_word),
        "audiences": audiences,
        "kinds": [source.kind for source in sources()],
        "language": _language(),
        "most": MOST_RANKED,
    }
    with transaction.atomic(), connection.cursor() as cursor:
        # The planner guesses far too many matches for a word and would read the table from its start.
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(_CANDIDATES, values)
        rows: list[tuple[int, str, float]] = cursor.fetchall()[:MOST_RANKED]
    return rows


def _repaired(words: Sequence[Word]) -> list[Word]:
    """The words, each that the vocabulary lacks replaced by its nearest neighbour there."""
    known = set(VocabularyWord.objects.filter(word__in=[word.text for word in words]).values_list("word", flat=True))
    texts = [word.text if word.text in known else _neighbour(word.text) for word in words]
    if texts == [word.text for word in words]:
        return list(words)
    return [
        replace(new, stop=word.stop) if word.text != new.text else word
        for word, new in zip(words, _lexemes(texts), strict=True)
    ]


def _neighbour(word: str) -> str:
    if not repairable(word):
        return word
    candidates = VocabularyWord.objects.filter(reductions__overlap=reductions(word)).values_list("word", flat=True)
    return nearest(word, candidates) or word


def _hits(rows: Sequence[tuple[int, str, float]], words: Sequence[Word]) -> list[Hit]:
    documents = IndexedDocument.objects.defer("vector", "title_vector").in_bulk([row[0] for row in rows])
    titles = {source.kind: getattr(source, "title", "") for source in sources()}
    marks = [stem for word in words for stem in (word.stems or (word.text,))]
    return [
        Hit(
            kind=document.kind,
            key=document.key,
            url=document.url,
            label=str(titles.get(document.kind, "")),
            title=highlighted(document.title, marks),
            text=excerpt(document.text, marks),
        )
        for row in rows
        if (document := documents.get(row[0]))
    ]


def _facets(rows: Sequence[tuple[int, str, float]]) -> list[Facet]:
    counts = Counter(row[1] for row in rows)
    return [
        Facet(
            source.kind,
            getattr(source, "title", source.kind),
            getattr(source, "icon", "file-text"),
            counts[source.kind],
        )
        for source in sources()
        if counts[source.kind]
    ]
