# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a page says about its map; the component `map_with_list` draws it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

type Bounds = tuple[float, float, float, float]


@dataclass(frozen=True)
class MapView:
    """A map beside the list that says the same.

    `label` names the map for those who do not see it. Features come from `features_url` (GeoJSON, asked
    again with `?bbox=west,south,east,north` as the map moves when `by_viewport`) or from `geojson`.
    Each feature has `id` and the properties `title`, `url`, `tone` (a status tone), `count` (of a
    cluster made by the server), `weight` (0 to 1, for `layer="cells"`: polygons such as H3 cells).
    With `layer="ways"` lines may come too: `colour` ("#b03a20"), or `walk` for a dotted one.
    With `layer="bands"` areas are shaded by `weight`, each with its `label` standing at the place `at` ([lon, lat]);
    a point without label is where they begin.
    `bounds` is (west, south, east, north) in degrees. With `pick` the map chooses a place and writes
    it in the inputs named `lon_name` and `lat_name` of the form around it. With `list_first` the list stands
    before the map.
    """

    label: str
    features_url: str = ""
    geojson: Mapping[str, Any] | None = None
    style_url: str = "/tiles/style.json"
    bounds: Bounds | None = None
    pick: bool = False
    lon_name: str = "lon"
    lat_name: str = "lat"
    list_template: str = ""
    cluster: bool = True
    by_viewport: bool = False
    layer: Literal["points", "cells", "ways", "bands"] = "points"
    reverse_url: str = "/places/reverse"
    open_at_once: bool = False
    list_first: bool = False

    @property
    def bounds_text(self) -> str:
        """The bounds as the script reads them: "west,south,east,north", or nothing."""
        return ",".join(f"{value:.6f}" for value in self.bounds) if self.bounds else ""
