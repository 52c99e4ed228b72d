# SPDX-License-Identifier: AGPL-3.0-or-later
"""Write the index: with the change that it reflects, and anew every night."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import batched

from django.db import connection, transaction

from parvis.kernel.registry.extension_points.search import SearchDocument, SearchSource
from parvis.kernel.search.models import IndexedDocument, VocabularyWord
from parvis.kernel.search.rules import CONFIGURATIONS, plain, reductions, repairable, words_of
from parvis.kernel.search.sources import sources

BATCH = 500
MARGIN = timedelta(minutes=10)
"""Longer than any transaction that indexes: what was indexed less than this before a rebuild is left as it is."""

_WRITE = """
INSERT INTO search_indexeddocument
    (kind, key, language, title, text, keywords, url, audience, weight, indexed_at,
    title_vector, vector)
VALUES (%(kind)s, %(key)s, %(language)s, %(title)s, %(text)s, %(keywords)s, %(url)s, %(audience)s, %(weight)s,
    clock_timestamp(),
    to_tsvector(%(configuration)s::regconfig, %(plain_title)s) || to_tsvector('simple', %(plain_title)s),
    setweight(to_tsvector(%(configuration)s::regconfig, %(plain_title)s), 'A')
    || setweight(to_tsvector('simple', %(plain_title)s), 'A')
    || setweight(to_tsvector(%(configuration)s::regconfig, %(plain_keywords)s), 'B')
    || setweight(to_tsvector('simple', %(plain_keywords)s), 'B')
    || setweight(to_tsvector(%(configuration)s::regconfig, %(plain_text)s), 'C'))
ON CONFLICT (kind, key, language) DO UPDATE SET
    title = excluded.title, text = excluded.text, keywords = excluded.keywords, url = excluded.url,
    audience = excluded.audience, weight = excluded.weight, vector = excluded.vector,
    title_vector = excluded.title_vector,
    indexed_at = excluded.indexed_at
WHERE %(before)s::timestamptz IS NULL OR search_indexeddocument.indexed_at < %(before)s
"""


def index(documents: Iterable[SearchDocument]) -> int:
    """Adds or replaces documents, in the caller's transaction; returns how many.

    The same (kind, key, language) given twice keeps the last one.
    """
    return _write(documents, before=None)


def remove(kind: str, keys: Iterable[str]) -> None:
    """Withdraws documents in all their languages, in the caller's transaction; nobody finds them any more."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE search_indexeddocument SET audience = '', title = '', text = '', keywords = '', vector = '',"
            " title_vector = '', indexed_at = clock_timestamp() WHERE kind = %s AND key = ANY(%s)",
            [kind, sorted(keys)],
        )


def rebuild(*, margin: timedelta = MARGIN) -> dict[str, int]:
    """Reads all sources again and forgets what they no longer name; returns the documents per kind.

    Services write meanwhile: a row indexed since `margin` before the start is theirs and stays as it is,
    for what the rebuild has read may be older.
    """
    before = _now() - margin
    counts = {}
    for source in sources():
        counts[source.kind] = _rebuild_kind(source, before)
    with transaction.atomic():
        known = [source.kind for source in sources()]
        IndexedDocument.objects.exclude(kind__in=known).filter(indexed_at__lt=before).delete()
    _rebuild_vocabulary()
    return counts


def _now() -> datetime:
    """The database's clock, the one that stamps the rows."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        now: datetime = cursor.fetchone()[0]
    return now


def _rebuild_kind(source: SearchSource, before: datetime) -> int:
    start, count = _now(), 0
    for batch in batched(source.documents(), BATCH):
        with transaction.atomic():
            count += _write(batch, before=before)
    IndexedDocument.objects.filter(kind=source.kind, indexed_at__lt=min(start, before)).delete()
    return count


def _write(documents: Iterable[SearchDocument], *, before: datetime | None) -> int:
    # In one order everywhere, so that two writers of the same documents cannot block one another for ever.
    latest = {(document.kind, document.key, document.language): document for document in documents}
    rows = [_row(latest[identity], before) for identity in sorted(latest)]
    if not rows:
        return 0
    with connection.cursor() as cursor:
        for row in rows:  # not `executemany`: within a request, pghistory puts its own parameters before each statement
            cursor.execute(_WRITE, row)
    public = [document for document in latest.values() if document.audience == "public"]
    # In a transaction of its own: two writers of the same new word must not wait for one another's whole work.
    transaction.on_commit(lambda: _learn(_titles(public)), robust=True)
    return len(rows)


def _row(document: SearchDocument, before: datetime | None) -> dict[str, str | float | datetime | None]:
    return {
        "kind": document.kind,
        "key": document.key,
        "language": document.language,
        "title": str(document.title),
        "text": str(document.text),
        "keywords": str(document.keywords),
        "url": document.url,
        "audience": document.audience,
        "weight": document.weight,
        "configuration": CONFIGURATIONS.get(document.language, "simple"),
        "plain_title": plain(str(document.title)),
        "plain_keywords": plain(str(document.keywords)),
        "plain_text": plain(str(document.text)),
        "before": before,
    }


def _titles(documents: Iterable[SearchDocument]) -> Iterator[str]:
    for document in documents:
        yield f"{document.title} {document.keywords}"


def _learn(texts: Iterable[str]) -> None:
    """Adds the words of the texts to the vocabulary."""
    words = {word for text in texts for word in words_of(text) if repairable(word)}
    for batch in batched(sorted(words), BATCH):
        known = set(VocabularyWord.objects.filter(word__in=batch).values_list("word", flat=True))
        new = [VocabularyWord(word=word, reductions=reductions(word)) for word in batch if word not in known]
        VocabularyWord.objects.bulk_create(new, ignore_conflicts=True)


@transaction.atomic
def _rebuild_vocabulary() -> None:
    """Forgets the words that no public title or keyword has any more."""
    public = IndexedDocument.objects.filter(audience="public").values_list("title", "keywords")
    words = {word for row in public.iterator(chunk_size=5_000) for text in row for word in words_of(text)}
    stale = [word for word in VocabularyWord.objects.values_list("word", flat=True) if word not in words]
    VocabularyWord.objects.filter(word__in=stale).delete()
    _learn(words)
