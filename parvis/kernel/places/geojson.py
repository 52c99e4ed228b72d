# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading of GeoJSON files as they come: any case of the property names, Lambert-93 by mistake. No ORM."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from django.utils.translation import gettext as _
from numpy.typing import NDArray
from shapely import MultiPolygon, Polygon
from shapely.errors import ShapelyError
from shapely.geometry import shape

from parvis.kernel.places.bal.reader import open_binary
from parvis.kernel.places.geo import from_lambert93
from parvis.kernel.places.imports import ImportRefused


def read_features(path: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """(position in the file from 1, feature) of a FeatureCollection.

    Raises:
        ImportRefused: the file cannot be opened or is not GeoJSON.
    """
    file, _share = open_binary(path)
    with file:
        try:
            content = json.loads(file.read().decode("utf-8-sig"))
        except (UnicodeDecodeError, json.JSONDecodeError) as error:
            raise ImportRefused(_("The file is not GeoJSON: {reason}").format(reason=error)) from error
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list):
        raise ImportRefused(_("The file is not a GeoJSON collection of features."))
    return enumerate((feature for feature in features if isinstance(feature, dict)), 1)


def property_of(properties: Mapping[str, Any], names: tuple[str, ...]) -> Any:
    """The first property that has one of the names, whatever its capitals; None without any."""
    lower = {str(key).lower(): value for key, value in properties.items()}
    return next((lower[name] for name in names if lower.get(name) not in (None, "")), None)


def _from_lambert93(positions: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.array([from_lambert93(x, y) for x, y in positions])


def polygons_of(geometry: Any) -> Polygon | MultiPolygon | None:
    """The areas of a GeoJSON geometry in degrees; None when it has none.

    Coordinates that can only be metres of Lambert-93 are converted.
    """
    try:
        made = shape(geometry)
    except (ShapelyError, AttributeError, KeyError, TypeError, ValueError, IndexError):
        return None
    if made.geom_type == "GeometryCollection":
        parts = [part for part in shapely.get_parts(shapely.get_parts([made])) if isinstance(part, Polygon)]
        made = MultiPolygon(parts)
    if not isinstance(made, (Polygon, MultiPolygon)) or made.is_empty:
        return None
    west, south, east, north = made.bounds
    if west > 0 and east < 1_400_000 and south > 5_900_000 and north < 7_300_000:
        made = shapely.transform(made, _from_lambert93)
        west, south, east, north = made.bounds
    return made if west >= -180 and east <= 180 and south >= -90 and north <= 90 else None
