# SPDX-License-Identifier: AGPL-3.0-or-later
"""The index: documents with their words, and the vocabulary that repairs misspelt words."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models


class IndexedDocument(models.Model):
    """A findable thing in one language. Written by `operations` alone.

    `vector` holds the words without accents: stems and whole words of the title (A) and of the
    keywords (B), stems of the text (C). `title_vector` holds those of the title alone: a search for a
    word that thousands of texts hold must not read them all to find the few titles. An empty
    `audience` is a thing withdrawn: nobody sees it, and a rebuild that read the thing before its
    withdrawal cannot bring it back.
    """

    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=100)
    language = models.CharField(max_length=8)
    title = models.TextField()
    text = models.TextField(blank=True)
    keywords = models.TextField(blank=True)
    url = models.CharField(max_length=500)
    audience = models.CharField(max_length=100, blank=True)
    weight = models.FloatField(default=1.0)
    vector = SearchVectorField()
    title_vector = SearchVectorField()
    indexed_at = models.DateTimeField()

    class Meta:
        """One row per thing and language; the words are found through an inverted index."""

        constraints = [models.UniqueConstraint(fields=["kind", "key", "language"], name="search_one_document")]
        indexes = [
            GinIndex(fields=["vector"], name="search_vector", fastupdate=False),
            GinIndex(fields=["title_vector"], name="search_title_vector", fastupdate=False),
        ]


class VocabularyWord(models.Model):
    """A word of the public titles and keywords, with what remains of it when letters are left out.

    Two words that differ by one typing mistake share an entry of `reductions` (the symmetric delete
    method of Wolf Garbe), so the nearest words come from one index look-up.
    """

    word = models.CharField(primary_key=True, max_length=40)
    reductions = ArrayField(models.CharField(max_length=40))

    class Meta:
        """Found by what remains of the word."""

        indexes = [GinIndex(fields=["reductions"], name="search_reductions", fastupdate=False)]
