# SPDX-License-Identifier: AGPL-3.0-or-later
"""The town as its configuration file describes it: table `[town]` of `parvis.toml`."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ImproperlyConfigured


@dataclass(frozen=True)
class Colours:
    """Town colours as `#rrggbb`; an empty text keeps the platform's own."""

    ink: str = ""
    band: str = ""
    paper: str = ""
    accent: str = ""
    gold: str = ""


@dataclass(frozen=True)
class Contact:
    """How to reach the town hall; shown in the footer and in messages."""

    address: str = ""
    phone: str = ""
    email: str = ""
    hours: str = ""


@dataclass(frozen=True)
class Legal:
    """What the law wants named on the site (law n° 2004-575 of 21 June 2004, article 1-1; GDPR article 13)."""

    publisher: str = ""
    """The local authority that publishes the site; empty: the town's title."""
    director: str = ""
    """The person answerable for what is published: the mayor or the president."""
    siret: str = ""
    host: str = ""
    """Name of whoever keeps the servers, with address and telephone."""
    host_address: str = ""
    host_phone: str = ""
    data_officer: str = ""
    """E-mail address of the data protection officer."""


@dataclass(frozen=True)
class Accessibility:
    """Result of the last RGAA audit (decree n° 2019-768); without one a site counts as not compliant."""

    rate: float | None = None
    """Share of the applicable RGAA criteria that are met, in per cent."""
    audited_on: date | None = None
    """Day of the audit, a TOML date."""
    audited_by: str = ""
    not_accessible: tuple[str, ...] = ()
    """Contents that the audit found wanting, one sentence each."""

    @property
    def status(self) -> str:
        """`total` (100 %), `partial` (50 % or more) or `none`, as the RGAA counts."""
        if self.rate is None or self.rate < 50:
            return "none"
        return "total" if self.rate >= 100 else "partial"


@dataclass(frozen=True)
class Town:
    """Identity of the town that runs this platform.

    `name` is the everyday name, `title` the full official one; `base_url` is the public address of
    the portal without trailing slash; `area` a GeoJSON file of the territory (empty: the union of
    the imported communes); `emergency` the numbers shown where danger is possible.
    """

    name: str
    title: str = ""
    base_url: str = "http://127.0.0.1:8000"
    timezone: str = "Europe/Paris"
    country: str = "FR"
    logo: str = ""
    hero: str = ""
    area: str = ""
    colours: Colours = field(default_factory=Colours)
    contact: Contact = field(default_factory=Contact)
    legal: Legal = field(default_factory=Legal)
    accessibility: Accessibility = field(default_factory=Accessibility)
    source_url: str = "https://github.com/parvis-platform/parvis"


_TABLES: dict[str, type[Any]] = {
    "colours": Colours,
    "contact": Contact,
    "legal": Legal,
    "accessibility": Accessibility,
}


def town_from(table: Mapping[str, Any]) -> Town:
    """Reads table `[town]`.

    Raises:
        ImproperlyConfigured: a key is unknown or `name` is missing; the message names the key.
    """
    values = dict(table.get("town", {}))
    if not values.get("name"):
        raise ImproperlyConfigured("parvis.toml: table [town] must give the town's name.")
    _refuse_unknown("town", values, Town)
    for key, kind in _TABLES.items():
        part = values.get(key, {})
        _refuse_unknown(f"town.{key}", part, kind)
        values[key] = kind(**{name: tuple(value) if isinstance(value, list) else value for name, value in part.items()})
    values.setdefault("title", values["name"])
    return Town(**values)


def _refuse_unknown(name: str, table: Mapping[str, Any], kind: type[Any]) -> None:
    known = {entry.name for entry in dataclasses.fields(kind)}
    unknown = sorted(set(table) - known)
    if unknown:
        raise ImproperlyConfigured(f"parvis.toml: [{name}] has unknown keys: {', '.join(unknown)}.")
