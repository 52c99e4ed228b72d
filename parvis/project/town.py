# SPDX-License-Identifier: AGPL-3.0-or-later
"""The town as its configuration file describes it: table `[town]` of `parvis.toml`."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
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
    source_url: str = "https://github.com/parvis-platform/parvis"


def town_from(table: Mapping[str, Any]) -> Town:
    """Reads table `[town]`.

    Raises:
        ImproperlyConfigured: a key is unknown or `name` is missing; the message names the key.
    """
    values = dict(table.get("town", {}))
    if not values.get("name"):
        raise ImproperlyConfigured("parvis.toml: table [town] must give the town's name.")
    _refuse_unknown("town", values, Town)
    for key, kind in (("colours", Colours), ("contact", Contact)):
        part = values.get(key, {})
        _refuse_unknown(f"town.{key}", part, kind)
        values[key] = kind(**part)
    values.setdefault("title", values["name"])
    return Town(**values)


def _refuse_unknown(name: str, table: Mapping[str, Any], kind: type[Any]) -> None:
    known = {entry.name for entry in dataclasses.fields(kind)}
    unknown = sorted(set(table) - known)
    if unknown:
        raise ImproperlyConfigured(f"parvis.toml: [{name}] has unknown keys: {', '.join(unknown)}.")
