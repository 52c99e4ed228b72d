# SPDX-License-Identifier: AGPL-3.0-or-later
"""The datasets that the open services publish, and the formats in which each is offered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from parvis.kernel.registry import contributions
from parvis.kernel.registry.extension_points.open_data import Dataset, Field, FieldKind, OpenData
from parvis.kernel.registry.manifest import Text


@dataclass(frozen=True)
class Format:
    """A file format: extension, name, IANA media type, code in the European Union's list of file types."""

    extension: str
    name: str
    media_type: str
    authority_code: str


CSV = Format("csv", "CSV", "text/csv", "CSV")
GEOJSON = Format("geojson", "GeoJSON", "application/geo+json", "GEOJSON")
PARQUET = Format("parquet", "Parquet", "application/vnd.apache.parquet", "PARQUET")
FORMATS = {format_.extension: format_ for format_ in (CSV, GEOJSON, PARQUET)}


KIND_TITLES: dict[FieldKind, Text] = {
    "text": _("text"),
    "integer": _("whole number"),
    "number": _("number"),
    "boolean": _("yes or no"),
    "date": _("date"),
    "datetime": _("date and time"),
    "longitude": _("longitude (WGS 84)"),
    "latitude": _("latitude (WGS 84)"),
}
"""What a column holds, in the reader's words."""


@dataclass(frozen=True)
class Published:
    """A dataset with the app that answers for its rows."""

    dataset: Dataset
    source: OpenData

    @property
    def slug(self) -> str:
        """The dataset's name in addresses."""
        return self.dataset.slug

    def rows(self) -> Iterator[dict[str, Any]]:
        """The public rows, streamed."""
        return self.source.rows(self.slug)

    @property
    def modified_at(self) -> datetime | None:
        """When the rows last changed."""
        return self.source.modified_at(self.slug)

    @property
    def position(self) -> tuple[Field, Field] | None:
        """The longitude and latitude fields, for a dataset of places."""
        kinds = {field.kind: field for field in self.dataset.fields}
        if "longitude" in kinds and "latitude" in kinds:
            return kinds["longitude"], kinds["latitude"]
        return None

    @property
    def columns(self) -> list[tuple[Field, Text]]:
        """The fields, each with the name of its kind."""
        return [(field, KIND_TITLES[field.kind]) for field in self.dataset.fields]

    @property
    def formats(self) -> tuple[Format, ...]:
        """The formats on offer: GeoJSON for places only."""
        return (CSV, GEOJSON, PARQUET) if self.position else (CSV, PARQUET)

    @property
    def url(self) -> str:
        """Full address of the dataset's page."""
        return settings.BASE_URL + reverse("open_data:dataset", args=[self.slug])

    def download_url(self, format_: Format) -> str:
        """Full address of the file in a format."""
        return settings.BASE_URL + reverse("open_data:download", args=[self.slug, format_.extension])


def all_published() -> list[Published]:
    """The datasets of the kernel and of the open services, in the order of installation."""
    return [Published(dataset, source) for source in contributions("open_data") for dataset in source.datasets()]


def published(slug: str) -> Published | None:
    """The dataset of that name, if an open service publishes it."""
    return next((one for one in all_published() if one.slug == slug), None)
