# SPDX-License-Identifier: AGPL-3.0-or-later
"""H3 cells that cover a rectangle, and the centres of cells."""

from __future__ import annotations

from h3.api import basic_int

from parvis.kernel.places.geo import Box

RESOLUTIONS = (11, 9, 7)
"""From fine to coarse, as reports keep them."""
_MOST_CELLS = 600
_EDGE_DEGREES = {7: 0.022, 9: 0.0031, 11: 0.00044}
"""About the width of a cell, in degrees of latitude: enough to guess how many cover a rectangle."""


def covering(box: Box) -> tuple[int, list[int]] | None:
    """The finest resolution of 9 and 7 at which few cells cover the rectangle, and these cells.

    None when even the coarse cells would be many: the rectangle is then as large as a region and the
    index helps no more than the coordinates do.
    """
    for resolution in (9, 7):
        if _about(box, resolution) <= _MOST_CELLS:
            return resolution, _cells(box, resolution)
    return None


def _about(box: Box, resolution: int) -> float:
    edge = _EDGE_DEGREES[resolution]
    return ((box.east - box.west) / edge + 2) * ((box.north - box.south) / edge + 2)


def _cells(box: Box, resolution: int) -> list[int]:
    outline = [(box.south, box.west), (box.south, box.east), (box.north, box.east), (box.north, box.west)]
    shape = basic_int.LatLngPoly(outline)
    return sorted(basic_int.h3shape_to_cells_experimental(shape, resolution, contain="overlap"))


def centre(cell: int) -> tuple[float, float]:
    """Longitude and latitude of a cell's centre."""
    latitude, longitude = basic_int.cell_to_latlng(cell)
    return longitude, latitude


def outline(cell: int) -> list[tuple[float, float]]:
    """The closed ring of a cell, longitude first, as GeoJSON wants it."""
    ring = [(longitude, latitude) for latitude, longitude in basic_int.cell_to_boundary(cell)]
    return [*ring, ring[0]]
