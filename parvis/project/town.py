# SPDX-License-Identifier: AGPL-3.0-or-later
"""The town as its configuration file describes it: table `[town]` of `parvis.toml`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, get_type_hints
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.core.exceptions import ImproperlyConfigured

from parvis.kernel.registry.catalogue import fits


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
    given = table.get("town", {})
    values = dict(given) if isinstance(given, Mapping) else {}
    if not values.get("name"):
        raise ImproperlyConfigured("parvis.toml: table [town] must give the town's name.")
    _refuse_wrong("town", values, Town)
    for key, kind in _TABLES.items():
        part = values.get(key, {})
        _refuse_wrong(f"town.{key}", part, kind)
        values[key] = kind(**{name: tuple(value) if isinstance(value, list) else value for name, value in part.items()})
    values.setdefault("title", values["name"])
    town = Town(**values)
    _require_sense(town)
    return town


def public_address(text: str) -> str:
    """A portal's public address without final slash.

    Raises:
        ImproperlyConfigured: it names no host, or begins with neither http:// nor https://.
    """
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or " " in text:
        raise ImproperlyConfigured(f"base_url = “{text}” is no address: write https://services.your-town.fr.")
    return text.rstrip("/")


def _require_sense(town: Town) -> None:
    public_address(town.base_url)
    try:
        ZoneInfo(town.timezone)
    except (ValueError, OSError, KeyError) as error:
        message = f"parvis.toml: [town] timezone = “{town.timezone}” is no time zone: write Europe/Paris."
        raise ImproperlyConfigured(message) from error
    for name, colour in vars(town.colours).items():
        if colour and not re.fullmatch(r"#[0-9A-Fa-f]{6}", colour):
            raise ImproperlyConfigured(f"parvis.toml: [town.colours] {name} = “{colour}”: write #rrggbb.")


def _refuse_wrong(name: str, table: Any, kind: type[Any]) -> None:
    if not isinstance(table, Mapping):
        raise ImproperlyConfigured(f"parvis.toml: [{name}] must be a table.")
    hints = get_type_hints(kind)
    unknown = sorted(set(table) - set(hints))
    if unknown:
        raise ImproperlyConfigured(f"parvis.toml: [{name}] has unknown keys: {', '.join(unknown)}.")
    for key, value in table.items():
        given = tuple(value) if isinstance(value, list) else value
        if key not in _TABLES and not fits(given, hints[key]):
            raise ImproperlyConfigured(f"parvis.toml: [{name}] {key} = {value!r} is of another type than expected.")
