# SPDX-License-Identifier: AGPL-3.0-or-later
"""`open_data`: datasets that the town publishes, each as CSV, GeoJSON and Parquet, in a DCAT-AP catalogue."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Protocol

from parvis.kernel.registry.manifest import Text

type FieldKind = Literal["text", "integer", "number", "boolean", "date", "datetime", "longitude", "latitude"]


@dataclass(frozen=True, kw_only=True)
class Field:
    """A column: `name` in lower snake case, what it holds, its unit where it has one."""

    name: str
    kind: FieldKind
    title: Text
    unit: str = ""


@dataclass(frozen=True, kw_only=True)
class Dataset:
    """A dataset; GeoJSON is offered when it has a longitude and a latitude field."""

    slug: str
    title: Text
    description: Text
    keywords: tuple[Text, ...]
    fields: tuple[Field, ...]
    licence: str = "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"
    theme: str = "http://publications.europa.eu/resource/authority/data-theme/GOVE"
    frequency: str = "http://publications.europa.eu/resource/authority/frequency/DAILY"


class OpenData(Protocol):
    """Answers for one app."""

    def datasets(self) -> Sequence[Dataset]:
        """The datasets that the app publishes."""
        ...

    def rows(self, slug: str) -> Iterator[dict[str, Any]]:
        """The public rows of a dataset, in a stable order, streamed; keys are the field names."""
        ...

    def modified_at(self, slug: str) -> datetime | None:
        """When `rows` last changed, rows that left included; None for a dataset that never had any."""
        ...
