# SPDX-License-Identifier: AGPL-3.0-or-later
"""Colours of the map, worked out from the town's: warm paper land, ink-blue water, quiet streets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from parvis.ui.colours import mix, readable
from parvis.ui.identity import Identity
from parvis.ui.townstyle import roles

type Theme = Literal["light", "dark"]

GREEN = "#7d9c5f"
DARK_GREEN = "#4f7a52"
WATER = "#86b4da"
SAND = "#e6d3a1"


def palette(town: Identity, theme: Theme) -> dict[str, str]:
    """Role -> colour of the map in a theme."""
    return _dark(town.colours) if theme == "dark" else _light(town.colours)


def _light(colours: Mapping[str, str]) -> dict[str, str]:
    now = roles(colours, "light")
    paper, ink, band = now["paper"], now["ink"], now["band"]
    land = mix(paper, "#ffffff", 0.12)
    water = mix(mix(WATER, band, 0.1), paper, 0.3)
    return {
        "land": land,
        "residential": mix(land, "#d8c7a6", 0.28),
        "industrial": mix(land, "#b9b2c0", 0.3),
        "commercial": mix(land, now["accent"], 0.07),
        "civic-ground": mix(land, colours["gold"], 0.16),
        "hospital": mix(land, now["accent"], 0.1),
        "park": mix(land, GREEN, 0.38),
        "wood": mix(land, DARK_GREEN, 0.36),
        "grass": mix(land, GREEN, 0.24),
        "scrub": mix(land, GREEN, 0.28),
        "meadow": mix(land, GREEN, 0.13),
        "farmland": mix(land, SAND, 0.2),
        "vineyard": mix(land, "#b58f9f", 0.17),
        "orchard": mix(land, GREEN, 0.2),
        "cemetery": mix(land, DARK_GREEN, 0.2),
        "sand": mix(land, SAND, 0.6),
        "rock": mix(land, "#8d8a85", 0.25),
        "sport": mix(land, GREEN, 0.3),
        "pitch": mix(land, DARK_GREEN, 0.32),
        "square": mix(land, colours["gold"], 0.13),
        "parking": mix(land, ink, 0.05),
        "water": water,
        "water-line": mix(water, band, 0.16),
        "building": mix(land, "#8a765a", 0.26),
        "building-line": mix(land, "#6d5b42", 0.42),
        "building-civic": mix(land, now["accent"], 0.3),
        "building-civic-line": mix(land, now["accent"], 0.6),
        "road": "#ffffff",
        "road-case": mix(land, "#7d6a4d", 0.36),
        "road-main": mix("#ffffff", colours["gold"], 0.2),
        "road-main-case": mix(land, colours["gold"], 0.62),
        "road-trunk": mix("#ffffff", colours["gold"], 0.46),
        "road-trunk-case": mix(mix(land, colours["gold"], 0.8), ink, 0.16),
        "path": mix(land, "#8a6a45", 0.62),
        "cycleway": mix(land, band, 0.5),
        "rail": mix(land, ink, 0.42),
        "boundary": mix(land, now["accent"], 0.42),
        "text": readable(mix(ink, "#5c4a33", 0.28), land, 6),
        "text-soft": readable(mix(ink, land, 0.38), land, 4.6),
        "text-town": ink,
        "text-water": readable(mix(band, water, 0.25), water, 4.5),
        "text-poi": readable(mix(now["accent"], ink, 0.45), land, 5.5),
        "halo": mix(land, "#ffffff", 0.55),
        "pin": now["accent"],
        "pin-line": "#ffffff",
    }


def _dark(colours: Mapping[str, str]) -> dict[str, str]:
    now = roles(colours, "dark")
    paper, ink = now["paper"], now["ink"]
    land = mix(paper, "#3a4668", 0.16)
    water = mix(paper, "#1d4a7c", 0.62)
    road = mix(land, "#9fb0d6", 0.3)
    return {
        "land": land,
        "residential": mix(land, "#b9a98c", 0.06),
        "industrial": mix(land, "#9a8fb0", 0.09),
        "commercial": mix(land, now["accent"], 0.07),
        "civic-ground": mix(land, colours["gold"], 0.1),
        "hospital": mix(land, now["accent"], 0.12),
        "park": mix(land, "#4f8a5c", 0.3),
        "wood": mix(land, "#35684a", 0.36),
        "grass": mix(land, "#4f8a5c", 0.2),
        "scrub": mix(land, "#4f8a5c", 0.18),
        "meadow": mix(land, "#4f8a5c", 0.09),
        "farmland": mix(land, "#8f8358", 0.07),
        "vineyard": mix(land, "#7d5a74", 0.14),
        "orchard": mix(land, "#4f8a5c", 0.14),
        "cemetery": mix(land, "#35684a", 0.22),
        "sand": mix(land, SAND, 0.16),
        "rock": mix(land, "#8d8a85", 0.14),
        "sport": mix(land, "#4f8a5c", 0.26),
        "pitch": mix(land, "#35684a", 0.42),
        "square": mix(land, colours["gold"], 0.09),
        "parking": mix(land, ink, 0.04),
        "water": water,
        "water-line": mix(water, "#5f93d0", 0.25),
        "building": mix(land, "#b3a489", 0.14),
        "building-line": mix(land, "#b3a489", 0.27),
        "building-civic": mix(land, now["accent"], 0.3),
        "building-civic-line": mix(land, now["accent"], 0.55),
        "road": road,
        "road-case": mix(land, "#000000", 0.3),
        "road-main": mix(road, colours["gold"], 0.24),
        "road-main-case": mix(land, "#000000", 0.35),
        "road-trunk": mix(road, colours["gold"], 0.5),
        "road-trunk-case": mix(land, "#000000", 0.4),
        "path": mix(land, "#c9a877", 0.5),
        "cycleway": mix(land, "#8fb4f0", 0.55),
        "rail": mix(land, ink, 0.4),
        "boundary": mix(land, now["accent"], 0.5),
        "text": readable(mix(ink, land, 0.16), land, 7),
        "text-soft": readable(mix(ink, land, 0.34), land, 5),
        "text-town": ink,
        "text-water": readable("#9dc0ff", water, 4.5),
        "text-poi": readable(mix(now["accent"], ink, 0.35), land, 5.5),
        "halo": mix(land, "#000000", 0.35),
        "pin": now["accent"],
        "pin-line": mix(paper, "#000000", 0.4),
    }
