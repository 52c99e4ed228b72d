# SPDX-License-Identifier: AGPL-3.0-or-later
"""Colours of the map, worked out from the town's: warm paper land, ink-blue water, quiet streets."""

from __future__ import annotations

from typing import Literal

from parvis.ui.colours import mix, readable
from parvis.ui.identity import Identity
from parvis.ui.townstyle import roles

type Theme = Literal["light", "dark"]
type Mix = tuple[str, str, float]
"""Two colours, each a name known by then or #rrggbb, and the share of the second."""

GREEN, DEEP_GREEN = "#7d9c5f", "#4f7a52"
NIGHT_GREEN, NIGHT_DEEP_GREEN = "#4f8a5c", "#35684a"

_LIGHT: dict[str, Mix] = {
    "land": ("paper", "#ffffff", 0.12),
    "residential": ("land", "#d8c7a6", 0.28),
    "industrial": ("land", "#b9b2c0", 0.3),
    "commercial": ("land", "accent", 0.07),
    "civic-ground": ("land", "gold", 0.16),
    "hospital": ("land", "accent", 0.1),
    "park": ("land", GREEN, 0.38),
    "wood": ("land", DEEP_GREEN, 0.36),
    "grass": ("land", GREEN, 0.24),
    "scrub": ("land", GREEN, 0.28),
    "meadow": ("land", GREEN, 0.13),
    "farmland": ("land", "#e6d3a1", 0.2),
    "vineyard": ("land", "#b58f9f", 0.17),
    "orchard": ("land", GREEN, 0.2),
    "cemetery": ("land", DEEP_GREEN, 0.2),
    "sand": ("land", "#e6d3a1", 0.6),
    "rock": ("land", "#8d8a85", 0.25),
    "sport": ("land", GREEN, 0.3),
    "pitch": ("land", DEEP_GREEN, 0.32),
    "square": ("land", "gold", 0.13),
    "parking": ("land", "ink", 0.05),
    "deep-water": ("#86b4da", "band", 0.1),
    "water": ("deep-water", "paper", 0.3),
    "water-line": ("water", "band", 0.16),
    "building": ("land", "#8a765a", 0.26),
    "building-line": ("land", "#6d5b42", 0.42),
    "building-civic": ("land", "accent", 0.3),
    "building-civic-line": ("land", "accent", 0.6),
    "road": ("#ffffff", "land", 0),
    "road-case": ("land", "#7d6a4d", 0.36),
    "road-main": ("road", "gold", 0.2),
    "road-main-case": ("land", "gold", 0.62),
    "road-trunk": ("road", "gold", 0.46),
    "road-trunk-case": ("road-main-case", "ink", 0.16),
    "path": ("land", "#8a6a45", 0.62),
    "cycleway": ("land", "band", 0.5),
    "rail": ("land", "ink", 0.42),
    "boundary": ("land", "accent", 0.42),
    "text": ("ink", "#5c4a33", 0.28),
    "text-soft": ("ink", "land", 0.38),
    "text-town": ("ink", "land", 0),
    "text-water": ("band", "water", 0.25),
    "text-poi": ("accent", "ink", 0.45),
    "halo": ("land", "#ffffff", 0.55),
    "pin": ("accent", "land", 0),
    "pin-line": ("#ffffff", "land", 0),
}

_DARK: dict[str, Mix] = {
    "land": ("paper", "#3a4668", 0.16),
    "residential": ("land", "#b9a98c", 0.06),
    "industrial": ("land", "#9a8fb0", 0.09),
    "commercial": ("land", "accent", 0.07),
    "civic-ground": ("land", "gold", 0.1),
    "hospital": ("land", "accent", 0.12),
    "park": ("land", NIGHT_GREEN, 0.3),
    "wood": ("land", NIGHT_DEEP_GREEN, 0.36),
    "grass": ("land", NIGHT_GREEN, 0.2),
    "scrub": ("land", NIGHT_GREEN, 0.18),
    "meadow": ("land", NIGHT_GREEN, 0.09),
    "farmland": ("land", "#8f8358", 0.07),
    "vineyard": ("land", "#7d5a74", 0.14),
    "orchard": ("land", NIGHT_GREEN, 0.14),
    "cemetery": ("land", NIGHT_DEEP_GREEN, 0.22),
    "sand": ("land", "#e6d3a1", 0.16),
    "rock": ("land", "#8d8a85", 0.14),
    "sport": ("land", NIGHT_GREEN, 0.26),
    "pitch": ("land", NIGHT_DEEP_GREEN, 0.42),
    "square": ("land", "gold", 0.09),
    "parking": ("land", "ink", 0.04),
    "water": ("paper", "#1d4a7c", 0.62),
    "water-line": ("water", "#5f93d0", 0.25),
    "building": ("land", "#b3a489", 0.14),
    "building-line": ("land", "#b3a489", 0.27),
    "building-civic": ("land", "accent", 0.3),
    "building-civic-line": ("land", "accent", 0.55),
    "road": ("land", "#9fb0d6", 0.3),
    "road-case": ("land", "#000000", 0.3),
    "road-main": ("road", "gold", 0.24),
    "road-main-case": ("land", "#000000", 0.35),
    "road-trunk": ("road", "gold", 0.5),
    "road-trunk-case": ("land", "#000000", 0.4),
    "path": ("land", "#c9a877", 0.5),
    "cycleway": ("land", "#8fb4f0", 0.55),
    "rail": ("land", "ink", 0.4),
    "boundary": ("land", "accent", 0.5),
    "text": ("ink", "land", 0.12),
    "text-soft": ("ink", "land", 0.34),
    "text-town": ("ink", "land", 0),
    "text-water": ("#9dc0ff", "water", 0),
    "text-poi": ("accent", "ink", 0.35),
    "halo": ("land", "#000000", 0.35),
    "pin": ("accent", "land", 0),
    "pin-line": ("paper", "#000000", 0.4),
}

# Text -> the ground it stands on, and the contrast it must reach (WCAG 2.2, 1.4.3 asks for 4.5).
_READABLE = {
    "text": ("land", 6.0),
    "text-soft": ("land", 4.7),
    "text-water": ("water", 4.6),
    "text-poi": ("land", 5.5),
}


def palette(town: Identity, theme: Theme) -> dict[str, str]:
    """Role -> colour of the map in a theme, from the town's colours."""
    named = {**town.colours, **roles(town.colours, theme)}
    for role, (one, other, share) in (_DARK if theme == "dark" else _LIGHT).items():
        named[role] = mix(named.get(one, one), named.get(other, other), share)
    for role, (ground, least) in _READABLE.items():
        named[role] = readable(named[role], named[ground], least)
    return named
