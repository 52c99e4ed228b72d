# SPDX-License-Identifier: AGPL-3.0-or-later
"""The MapLibre style (style specification 8) of the base map, written from the palette.

No glyphs address is given: MapLibre draws the letters with the fonts of the device, as the pages do.
"""

from __future__ import annotations

from typing import Any

from parvis.kernel.streets.basemap.labels import label_layers
from parvis.kernel.streets.build.tiles import MAX_ZOOM, MIN_ZOOM

type Layer = dict[str, Any]

SOURCE = "town"

# Width of a street in pixels by zoom: (zoom, width) pairs, exponential in between, as streets widen on the ground.
WIDTHS: dict[str, tuple[tuple[float, float], ...]] = {
    "motorway": ((6, 0.8), (10, 2), (14, 6.5), (18, 30)),
    "trunk": ((6, 0.6), (10, 1.8), (14, 6), (18, 28)),
    "motorway_link": ((10, 0.8), (14, 3.2), (18, 15)),
    "trunk_link": ((10, 0.8), (14, 3.2), (18, 15)),
    "primary": ((8, 0.6), (11, 1.6), (14, 5), (18, 26)),
    "secondary": ((10, 0.8), (14, 4.2), (18, 23)),
    "tertiary": ((11, 0.8), (14, 3.4), (18, 20)),
    "minor": ((12, 0.5), (14, 2.2), (18, 16)),
    "pedestrian": ((13, 0.8), (15, 3), (18, 13)),
    "service": ((14, 0.8), (18, 8)),
}
_MAIN = ("tertiary", "secondary", "primary")
_TRUNK = ("trunk_link", "motorway_link", "trunk", "motorway")

LAND_COLOURS: dict[str, str] = {
    "residential": "residential", "industrial": "industrial", "railway": "industrial", "commercial": "commercial",
    "school": "civic-ground", "hospital": "hospital", "farmland": "farmland", "meadow": "meadow",
    "vineyard": "vineyard", "orchard": "orchard", "allotments": "orchard", "scrub": "scrub", "wetland": "scrub",
    "sand": "sand", "rock": "rock", "grass": "grass", "park": "park", "playground": "park", "wood": "wood",
    "cemetery": "cemetery", "sport": "sport", "pitch": "pitch", "parking": "parking", "square": "square",
}  # fmt: skip
"""Class of `land` -> role of the palette, in the order in which they are painted."""


def by_zoom(stops: tuple[tuple[float, float], ...], extra: float = 0.0) -> list[Any]:
    """An expression that grows by zoom; `extra` pixels are added at every stop."""
    expression: list[Any] = ["interpolate", ["exponential", 1.6], ["zoom"]]
    for zoom, width in stops:
        expression += [zoom, round(width + (extra if width > 1.2 else extra / 2), 2)]
    return expression


def _layer(identifier: str, kind: str, source_layer: str, **rest: Any) -> Layer:
    return {"id": identifier, "type": kind, "source": SOURCE, "source-layer": source_layer, **rest}


def _is(kind: str) -> list[Any]:
    return ["==", ["get", "kind"], kind]


def _grounds(colour: dict[str, str]) -> list[Layer]:
    layers: list[Layer] = [{"id": "land", "type": "background", "paint": {"background-color": colour["land"]}}]
    for kind, role in LAND_COLOURS.items():
        paint = {"fill-color": colour[role], "fill-antialias": kind in ("wood", "park", "pitch", "square")}
        layers.append(_layer(f"land-{kind}", "fill", "land", filter=_is(kind), paint=paint))
    return layers


def _waters(colour: dict[str, str]) -> list[Layer]:
    width = {
        "river": ((8, 0.8), (14, 4), (18, 16)),
        "canal": ((10, 0.8), (14, 3), (18, 12)),
        "stream": ((13, 0.7), (18, 5)),
    }
    lines = [
        _layer(
            f"waterway-{kind}", "line", "waterway", filter=_is(kind),
            layout={"line-cap": "round", "line-join": "round"},
            paint={"line-color": colour["water"], "line-width": by_zoom(stops)},
        )
        for kind, stops in width.items()
    ]  # fmt: skip
    shore = {"line-color": colour["water-line"], "line-width": by_zoom(((12, 0.4), (18, 1.6)))}
    return [
        *lines,
        _layer("water", "fill", "water", paint={"fill-color": colour["water"]}),
        _layer("water-shore", "line", "water", minzoom=12, paint=shore),
    ]


def _buildings(colour: dict[str, str]) -> list[Layer]:
    civic, fade = _is("civic"), ["interpolate", ["linear"], ["zoom"], 13, 0.5, 15, 1]
    fill = ["case", civic, colour["building-civic"], colour["building"]]
    edge = ["case", civic, colour["building-civic-line"], colour["building-line"]]
    return [
        _layer("building", "fill", "building", minzoom=13, paint={"fill-color": fill, "fill-opacity": fade}),
        _layer(
            "building-edge",
            "line",
            "building",
            minzoom=15,
            paint={"line-color": edge, "line-width": by_zoom(((15, 0.4), (18, 1)))},
        ),
    ]


def _road(
    identifier: str, kinds: tuple[str, ...], case: str, fill: str, colour: dict[str, str], extra: list[Any]
) -> list[Layer]:
    """Casing and surface of some classes; the casings of all lie under the surfaces of all."""
    cases, fills = [], []
    for kind in kinds:
        condition = ["all", _is(kind), *extra]
        layout = {"line-cap": "butt" if "bridge" in identifier else "round", "line-join": "round"}
        least = WIDTHS[kind][0][0]
        common = {"filter": condition, "layout": layout, "minzoom": least}
        if kind not in ("service",) or "bridge" in identifier:
            paint = {"line-color": colour[case], "line-width": by_zoom(WIDTHS[kind], 1.6)}
            cases.append(_layer(f"{identifier}-{kind}-case", "line", "road", **common, paint=paint))
        paint = {"line-color": colour[fill], "line-width": by_zoom(WIDTHS[kind])}
        fills.append(_layer(f"{identifier}-{kind}", "line", "road", **common, paint=paint))
    return [*cases, *fills]


def _roads(colour: dict[str, str], identifier: str, extra: list[Any]) -> list[Layer]:
    groups = (
        _road(identifier, ("service", "pedestrian", "minor"), "road-case", "road", colour, extra),
        _road(identifier, _MAIN, "road-main-case", "road-main", colour, extra),
        _road(identifier, _TRUNK, "road-trunk-case", "road-trunk", colour, extra),
    )
    everything = [layer for group in groups for layer in group]
    return [one for one in everything if one["id"].endswith("-case")] + [
        one for one in everything if not one["id"].endswith("-case")
    ]


def _paths(colour: dict[str, str]) -> list[Layer]:
    dashes: dict[str, tuple[str, list[float], tuple[tuple[float, float], ...]]] = {
        "track": ("path", [4, 2], ((14, 0.6), (18, 2))),
        "path": ("path", [2, 1.5], ((14, 0.6), (18, 2.2))),
        "steps": ("path", [0.5, 0.5], ((15, 2), (18, 5))),
        "cycleway": ("cycleway", [3, 1.2], ((14, 0.7), (18, 2.4))),
    }
    return [
        _layer(
            f"path-{kind}", "line", "road", filter=_is(kind), minzoom=14,
            paint={"line-color": colour[role], "line-dasharray": dash, "line-width": by_zoom(stops)},
        )
        for kind, (role, dash, stops) in dashes.items()
    ]  # fmt: skip


def _rails(colour: dict[str, str]) -> list[Layer]:
    line = {"line-color": colour["rail"], "line-width": by_zoom(((10, 0.6), (14, 1.2), (18, 3)))}
    ties = {"line-color": colour["rail"], "line-dasharray": [0.25, 2.2], "line-width": by_zoom(((14, 4), (18, 10)))}
    return [
        _layer("rail", "line", "rail", filter=["!", ["has", "tunnel"]], paint=line),
        _layer("rail-ties", "line", "rail", filter=["!", ["has", "tunnel"]], minzoom=14, paint=ties),
    ]


def _boundaries(colour: dict[str, str]) -> list[Layer]:
    paint = {
        "line-color": colour["boundary"],
        "line-dasharray": [4, 2, 1, 2],
        "line-width": by_zoom(((8, 0.6), (14, 1.4))),
    }
    return [_layer("boundary", "line", "boundary", paint={**paint, "line-opacity": 0.55})]


def map_style(
    colour: dict[str, str], *, tiles_url: str, attribution: str, bounds: tuple[float, float, float, float]
) -> Layer:
    """The whole style; `tiles_url` is the address of the PMTiles file, `bounds` in degrees."""
    on_ground: list[Any] = [["!", ["has", "bridge"]]]
    west, south, east, north = bounds
    return {
        "version": 8,
        "name": "Parvis",
        "center": [round((west + east) / 2, 5), round((south + north) / 2, 5)],
        "zoom": 12,
        "sources": {
            SOURCE: {
                "type": "vector",
                "url": f"pmtiles://{tiles_url}",
                "minzoom": MIN_ZOOM,
                "maxzoom": MAX_ZOOM,
                "attribution": attribution,
            }
        },
        "layers": [
            *_grounds(colour),
            *_waters(colour),
            *_boundaries(colour),
            *_paths(colour),
            *_roads(colour, "road", on_ground),
            *_rails(colour),
            *_buildings(colour),
            *_roads(colour, "bridge", [["has", "bridge"]]),
            *label_layers(colour, SOURCE),
        ],
    }
