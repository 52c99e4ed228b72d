# SPDX-License-Identifier: AGPL-3.0-or-later
"""Points as the interface takes them."""

from __future__ import annotations

from parvis.kernel.places.requests import near_from
from parvis.services.journeys.adapters.answers import Spot


def spot_of(text: str) -> Spot | None:
    """ "lat,lon" in degrees as a point; None for anything else."""
    lat, _comma, lon = text.partition(",")
    point = near_from(f"{lon},{lat}")
    return Spot(point.lat, point.lon) if point else None
