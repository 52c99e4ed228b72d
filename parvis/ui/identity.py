# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who the town is on the page: name, colours, logo, hero picture, contact, read from its settings."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, is_dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from parvis.ui.colours import is_colour

DEFAULT_COLOURS: Mapping[str, str] = {
    "ink": "#14213d",
    "band": "#16264a",
    "paper": "#fbf6ec",
    "accent": "#b03a20",
    "gold": "#d79a2b",
}


@dataclass(frozen=True)
class Identity:
    """What the shell shows of a town. `colours` holds every key of `DEFAULT_COLOURS`."""

    name: str
    title: str
    colours: Mapping[str, str]
    logo: Path | None = None
    hero: Path | None = None
    contact: Mapping[str, str] = field(default_factory=dict)
    source_url: str = ""

    @property
    def version(self) -> str:
        """Changes whenever the look does: part of the address of every drawing, cached for a year."""
        stamps = [str(path.stat().st_mtime_ns) for path in (self.logo, self.hero) if path]
        text = repr([self.name, sorted(self.colours.items()), DRAWING_VERSION, *stamps])
        return hashlib.sha256(text.encode()).hexdigest()[:10]


# Raise it when the drawings themselves change, so that browsers fetch them again.
DRAWING_VERSION = 6


def _as_mapping(value: Any) -> dict[str, str]:
    """A mapping of texts from a dict or a dataclass instance; empty values left out."""
    if is_dataclass(value) and not isinstance(value, type):
        value = asdict(value)
    pairs = value if isinstance(value, Mapping) else {}
    return {str(key): str(text) for key, text in pairs.items() if text}


def _file(value: Any) -> Path | None:
    if not value:
        return None
    path = Path(str(value))
    if not path.is_absolute():
        path = Path(settings.BASE_DIR) / path
    return path if path.is_file() else None


@lru_cache(maxsize=8)
def _identity_of(town: Any) -> Identity:
    chosen = _as_mapping(getattr(town, "colours", None))
    known = {key: text for key, text in chosen.items() if key in DEFAULT_COLOURS and is_colour(text)}
    if "ink" in known and "band" not in known:
        known["band"] = known["ink"]
    return Identity(
        name=getattr(town, "name", "") or "Parvis",
        title=getattr(town, "title", "") or "",
        colours={**DEFAULT_COLOURS, **known},
        logo=_file(getattr(town, "logo", None)),
        hero=_file(getattr(town, "hero", None)),
        contact=_as_mapping(getattr(town, "contact", None)),
        source_url=getattr(town, "source_url", ""),
    )


def identity() -> Identity:
    """The identity of the town in `settings.TOWN` (defaults where it says nothing)."""
    town = getattr(settings, "TOWN", None)
    try:
        return _identity_of(town)
    except TypeError:  # a town description that cannot be hashed is read each time
        return _identity_of.__wrapped__(town)
