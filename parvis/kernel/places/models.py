# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tables of addresses and places, and the index that finds them.

`normal` columns hold text folded by `parvis.kernel.places.words`: lower case, no accents,
abbreviations written out. They compare byte by byte (collation C), so that a range scan is a
prefix search.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

CELL_RESOLUTION = 10
"""H3 resolution of `cell`: hexagons about 130 m apart, for the nearest address."""
WIDE_RESOLUTION = 7
"""H3 resolution of `wide_cell`: hexagons about 2.4 km apart, for the open country."""


class Commune(models.Model):
    """A commune: from the addresses alone it has no outline; the areas' import gives it one."""

    insee = models.CharField(max_length=5, unique=True)
    name = models.TextField()
    postcodes = ArrayField(models.CharField(max_length=5), default=list, blank=True)
    lon = models.FloatField()
    lat = models.FloatField()
    geometry = models.JSONField(null=True, blank=True)
    west = models.FloatField(null=True, blank=True)
    south = models.FloatField(null=True, blank=True)
    east = models.FloatField(null=True, blank=True)
    north = models.FloatField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class Neighbourhood(models.Model):
    """A neighbourhood (quartier) with its outline as a GeoJSON polygon or multipolygon."""

    code = models.CharField(max_length=80, unique=True)
    name = models.TextField()
    kind = models.CharField(max_length=40, blank=True)
    commune = models.ForeignKey(Commune, on_delete=models.SET_NULL, null=True, related_name="neighbourhoods")
    lon = models.FloatField()
    lat = models.FloatField()
    geometry = models.JSONField()
    west = models.FloatField()
    south = models.FloatField()
    east = models.FloatField()
    north = models.FloatField()

    def __str__(self) -> str:
        return self.name


class Street(models.Model):
    """A named street or a hamlet (lieu-dit) of a commune; its point is that of its most central address."""

    class Kind(models.TextChoices):
        STREET = "street"
        HAMLET = "hamlet"

    commune = models.ForeignKey(Commune, on_delete=models.CASCADE, related_name="streets")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.STREET)
    name = models.TextField()
    normal = models.TextField(db_collation="C")
    delegated = models.TextField(blank=True)
    """The former commune (commune déléguée): after a merger two streets may bear one name."""
    postcode = models.CharField(max_length=5, blank=True)
    lon = models.FloatField()
    lat = models.FloatField()
    addresses_count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["commune", "normal", "delegated"], name="street_once_per_commune")
        ]

    def __str__(self) -> str:
        return self.name


class Address(models.Model):
    """One address point. `number` is null for a hamlet; `interop_key` is the national key (clé d'interopérabilité)."""

    street = models.ForeignKey(Street, on_delete=models.CASCADE, related_name="addresses")
    number = models.PositiveIntegerField(null=True, blank=True)
    suffix = models.CharField(max_length=12, blank=True)
    complement = models.TextField(blank=True)
    lon = models.FloatField()
    lat = models.FloatField()
    cell = models.BigIntegerField()
    wide_cell = models.BigIntegerField()
    interop_key = models.CharField(max_length=60, unique=True)
    postcode = models.CharField(max_length=5, blank=True)
    certified = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["street", "number"], name="address_street_number"),
            models.Index(fields=["cell"], name="address_cell"),
            models.Index(fields=["wide_cell"], name="address_wide_cell"),
        ]


class Place(models.Model):
    """A named place people know: a town hall, a school, a bridge, a square."""

    source_key = models.CharField(max_length=60, unique=True)
    kind = models.CharField(max_length=40)
    name = models.TextField()
    commune = models.ForeignKey(Commune, on_delete=models.SET_NULL, null=True, related_name="places")
    lon = models.FloatField()
    lat = models.FloatField()
    cell = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["cell"], name="place_cell"), models.Index(fields=["kind"], name="place_kind")]

    def __str__(self) -> str:
        return self.name


class Entry(models.Model):
    """One findable thing of the address search: a street, hamlet, place, neighbourhood or commune.

    `words` are the folded words that may find it (its own and those of its commune); `own` says
    which of them are its name. `target` is the row that it stands for, by `kind`.
    """

    kind = models.CharField(max_length=14)
    target = models.BigIntegerField()
    title = models.TextField()
    normal = models.TextField(db_collation="C")
    words = ArrayField(models.TextField(db_collation="C"))
    detail = models.TextField(blank=True)
    commune = models.TextField(blank=True)
    insee = models.CharField(max_length=5, blank=True)
    postcode = models.CharField(max_length=5, blank=True)
    lon = models.FloatField()
    lat = models.FloatField()
    weight = models.FloatField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "target"], name="entry_once")]
        indexes = [
            GinIndex(fields=["words"], name="entry_words", fastupdate=False),
            models.Index(fields=["normal"], name="entry_normal"),
        ]


class Word(models.Model):
    """A word of the entries, and how many entries hold it."""

    text = models.TextField(primary_key=True, db_collation="C")
    weight = models.PositiveIntegerField(default=1)


class Spelling(models.Model):
    """A hashed deletion variant through which a typing error finds a word (`words.index_keys`).

    A table of its own rather than an array with a GIN index: the planner cannot guess how few rows
    an array of hashes matches, and then reads the whole table.
    """

    key = models.IntegerField()
    word = models.TextField(db_collation="C")

    class Meta:
        indexes = [models.Index(fields=["key"], include=["word"], name="spelling_key")]


class Revision(models.Model):
    """Counts the imports of one subject, so that a process knows when what it keeps in memory is old."""

    name = models.CharField(max_length=20, primary_key=True)
    number = models.BigIntegerField(default=1)
    changed_at = models.DateTimeField(auto_now=True)
