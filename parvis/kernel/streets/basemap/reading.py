# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading of tiles on the server, for the drawings without a browser."""

from __future__ import annotations

import gzip
import math
from functools import lru_cache
from pathlib import Path
from typing import Any

import mapbox_vector_tile
from pmtiles.reader import MmapSource, Reader

TILE_PX = 512
"""Side of a vector tile on screen, as MapLibre counts zooms."""


def world_px(lon: float, lat: float, zoom: float) -> tuple[float, float]:
    """Web Mercator pixels of a point at a zoom, from the north-west corner of the world (EPSG:3857, 512 px tiles)."""
    scale = TILE_PX * 2**zoom
    sine = math.sin(math.radians(max(-85.0511, min(85.0511, lat))))
    return (lon + 180) / 360 * scale, (0.5 - math.log((1 + sine) / (1 - sine)) / (4 * math.pi)) * scale


@lru_cache(maxsize=96)
def read_tile(path: str, zoom: int, x: int, y: int) -> dict[str, Any]:
    """Layer -> {"extent", "features"} of one tile, y downwards; empty where the map has none.

    Raises:
        OSError: the file is gone (an import replaced it).
    """
    with Path(path).open("rb") as file:
        content = Reader(MmapSource(file)).get(zoom, x, y)  # type: ignore[no-untyped-call]
    if not content:
        return {}
    decoded: dict[str, Any] = mapbox_vector_tile.decode(
        gzip.decompress(content), default_options={"y_coord_down": True}
    )
    return decoded
