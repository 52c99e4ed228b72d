# SPDX-License-Identifier: AGPL-3.0-or-later
"""Names on the map: streets along their line, waters, neighbourhoods, towns, places."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

type Layer = dict[str, Any]

# MapLibre draws the letters with the device's fonts: CSS families, the first of which says the weight and slant.
_FAMILIES = ["system-ui", "Segoe UI", "Roboto", "Noto Sans", "Arial", "sans-serif"]
FONTS = {
    "regular": _FAMILIES,
    "medium": ["Parvis Medium", *_FAMILIES],
    "bold": ["Parvis Bold", *_FAMILIES],
    "italic": ["Parvis Italic", *_FAMILIES],
}


@dataclass(frozen=True)
class _Names:
    """One layer of names: which features, from which zoom, how large (zoom, px pairs), in which hand and colour."""

    id: str
    layer: str
    kinds: tuple[str, ...]
    minzoom: float
    sizes: tuple[float, ...]
    font: str = "regular"
    role: str = "text"
    ground: str = "halo"
    halo: float = 1.4
    maxzoom: float | None = None
    layout: Layer = field(default_factory=dict)


_ALONG: Layer = {
    "symbol-placement": "line",
    "text-rotation-alignment": "map",
    "text-max-angle": 32,
    "text-padding": 4,
    "symbol-spacing": 320,
}
_STREAM: Layer = {"symbol-placement": "line", "symbol-spacing": 420, "text-max-angle": 40, "text-letter-spacing": 0.08}
_SPACED: Layer = {"text-letter-spacing": 0.12, "text-transform": "uppercase", "text-max-width": 9}
_SMALL_WAYS = ("pedestrian", "path", "service", "cycleway", "track")
_QUARTERS = ("suburb", "quarter", "neighbourhood")
_HAMLETS = ("hamlet", "locality", "island")

_STREETS = (
    _Names("name-path", "road", _SMALL_WAYS, 16, (16, 10.5, 19, 13), layout=_ALONG),
    _Names("name-minor", "road", ("minor",), 14.6, (14.5, 10.5, 18, 14), layout=_ALONG),
    _Names("name-tertiary", "road", ("tertiary",), 13.6, (13.5, 10.5, 18, 15), layout=_ALONG),
    _Names("name-main", "road", ("primary", "secondary"), 12.6, (12.5, 10.5, 18, 16), "medium", layout=_ALONG),
)
_WATERS = (
    _Names("name-waterway", "waterway", (), 11, (10, 11, 16, 15), "italic", "text-water", "water", 1, layout=_STREAM),
    _Names("name-water", "water", (), 13, (10, 11, 16, 15), "italic", "text-water", "water", 1),
)
_SETTLEMENTS = (
    _Names("name-hamlet", "settlement", _HAMLETS, 12.8, (13, 10.5, 16, 13), "italic", "text-soft", halo=1.8),
    _Names(
        "name-neighbourhood", "settlement", _QUARTERS, 12.5, (12.5, 10, 15, 13), "medium", "text-soft",
        halo=1.8, maxzoom=16.5, layout=_SPACED,
    ),
    _Names(
        "name-village", "settlement", ("village",), 9.5, (10, 11, 14, 16), "medium", "text-town",
        halo=1.8, maxzoom=16,
    ),
    _Names(
        "name-town", "settlement", ("town", "city"), 6, (7, 12, 12, 20, 15, 24), "bold", "text-town",
        halo=1.8, maxzoom=15,
    ),
)  # fmt: skip
# Ranks of places and the zoom from which they show.
_PLACE_STEPS = ((0, 1, 13.5), (2, 3, 15.0), (4, 4, 16.2), (5, 6, 17.2))


def _by_zoom(*stops: float) -> list[Any]:
    return ["interpolate", ["linear"], ["zoom"], *stops]


def _names(colour: dict[str, str], source: str, names: _Names) -> Layer:
    made: Layer = {
        "id": names.id,
        "type": "symbol",
        "source": source,
        "source-layer": names.layer,
        "minzoom": names.minzoom,
        "filter": ["in", ["get", "kind"], ["literal", list(names.kinds)]] if names.kinds else ["has", "name"],
        "layout": {
            "text-field": ["get", "name"],
            "text-font": FONTS[names.font],
            "text-size": _by_zoom(*names.sizes),
            "text-max-width": 8,
            **names.layout,
        },
        "paint": {
            "text-color": colour[names.role],
            "text-halo-color": colour[names.ground],
            "text-halo-width": names.halo,
        },
    }
    return made if names.maxzoom is None else {**made, "maxzoom": names.maxzoom}


def _places(colour: dict[str, str], source: str) -> list[Layer]:
    dot = {
        "circle-color": colour["text-poi"],
        "circle-radius": _by_zoom(14, 1.8, 18, 3.6),
        "circle-stroke-color": colour["halo"],
        "circle-stroke-width": 1,
    }
    below = {"text-anchor": "top", "text-offset": [0, 0.45], "text-padding": 6, "symbol-sort-key": ["get", "rank"]}
    layers: list[Layer] = []
    for low, high, minzoom in _PLACE_STEPS:
        condition = ["all", [">=", ["get", "rank"], low], ["<=", ["get", "rank"], high]]
        names = _Names(f"poi-{low}", "poi", (), minzoom, (14, 10, 18, 13), role="text-poi", layout=below)
        common = {"source": source, "source-layer": "poi", "minzoom": minzoom, "filter": condition}
        layers.append({"id": f"poi-dot-{low}", "type": "circle", "paint": dot, **common})
        layers.append({**_names(colour, source, names), "filter": condition})
    return layers


def label_layers(colour: dict[str, str], source: str) -> list[Layer]:
    """All names, those that yield first at the bottom."""
    ground = [_names(colour, source, names) for names in (*_STREETS, *_WATERS)]
    return [*ground, *_places(colour, source), *(_names(colour, source, names) for names in _SETTLEMENTS)]
