# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reads: ways through the town, and its map."""

from parvis.kernel.streets.basemap.static import static_map_svg
from parvis.kernel.streets.network import NetworkInForce, in_force
from parvis.kernel.streets.queries.ways import matrix, nearest, route, trip_order
from parvis.kernel.streets.routes import Leg, Matrix, Mode, Round, Route, Snap, Step

__all__ = [
    "Leg",
    "Matrix",
    "Mode",
    "NetworkInForce",
    "Round",
    "Route",
    "Snap",
    "Step",
    "in_force",
    "matrix",
    "nearest",
    "route",
    "static_map_svg",
    "trip_order",
]
