# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which commune and neighbourhood a point lies in, and whether the town serves it.

Outlines are prepared once per process and kept as long as the database's revision of the areas is
the one they were read at; each call asks for the revision, so that an old copy is never used.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import shapely
from django.conf import settings
from django.db import connection
from shapely.geometry.base import BaseGeometry

from parvis.kernel.places.geo import Box, box_around
from parvis.kernel.places.geojson import polygons_of
from parvis.kernel.places.models import Address, Commune, Neighbourhood, Revision


@dataclass(frozen=True, kw_only=True)
class AreaHit:
    """A commune or a neighbourhood. `code` is the INSEE code of a commune, our own code of a neighbourhood.

    `lon`, `lat`: where it is said to be, in degrees.
    """

    id: int
    kind: str
    name: str
    code: str
    insee: str
    postcode: str
    bounds: Box
    lon: float
    lat: float


@dataclass(frozen=True)
class _Outlines:
    """Areas of one kind with an index of their outlines."""

    areas: tuple[AreaHit, ...]
    shapes: tuple[BaseGeometry, ...]
    tree: shapely.STRtree

    def at(self, lon: float, lat: float) -> AreaHit | None:
        """The area that holds the point; the smallest where several do."""
        point = shapely.Point(lon, lat)
        inside = self.tree.query(point, predicate="intersects")
        best = min(inside, key=lambda index: self.shapes[index].area, default=None)
        return None if best is None else self.areas[int(best)]


@dataclass(frozen=True)
class _Atlas:
    """All outlines at one revision."""

    revision: tuple[str, int, str]
    communes: _Outlines
    neighbourhoods: _Outlines
    territory: BaseGeometry | None


_lock = threading.Lock()
_kept: dict[str, _Atlas] = {}


def _revision() -> tuple[str, int, str]:
    number = Revision.objects.filter(name="areas").values_list("number", flat=True).first()
    return str(connection.settings_dict["NAME"]), number or 0, str(settings.TOWN.area)


def _outlines(rows: list[tuple[AreaHit, Any]]) -> _Outlines:
    pairs = [(area, shape) for area, geometry in rows if (shape := polygons_of(geometry)) is not None]
    shapes = tuple(shape for _area, shape in pairs)
    for shape in shapes:
        shapely.prepare(shape)
    return _Outlines(tuple(area for area, _shape in pairs), shapes, shapely.STRtree(shapes))


def _commune(row: Commune) -> AreaHit:
    return AreaHit(
        id=row.pk,
        kind="commune",
        name=row.name,
        code=row.insee,
        insee=row.insee,
        postcode=row.postcodes[0] if row.postcodes else "",
        bounds=Box(row.west or row.lon, row.south or row.lat, row.east or row.lon, row.north or row.lat),
        lon=row.lon,
        lat=row.lat,
    )


def _neighbourhood(row: Neighbourhood) -> AreaHit:
    return AreaHit(
        id=row.pk,
        kind="neighbourhood",
        name=row.name,
        code=row.code,
        insee=row.commune.insee if row.commune else "",
        postcode="",
        bounds=Box(row.west, row.south, row.east, row.north),
        lon=row.lon,
        lat=row.lat,
    )


def _territory(communes: _Outlines) -> BaseGeometry | None:
    if settings.TOWN.area:
        path = Path(settings.BASE_DIR) / settings.TOWN.area
        content = json.loads(path.read_text(encoding="utf-8"))
        parts = content.get("features", [content])
        shapes = [polygons_of(part.get("geometry", part)) for part in parts]
        area = shapely.union_all([shape for shape in shapes if shape is not None])
    else:
        area = shapely.union_all(list(communes.shapes))
    if area.is_empty:
        return None
    shapely.prepare(area)
    return area


def _atlas() -> _Atlas:
    revision = _revision()
    kept = _kept.get("atlas")
    if kept is not None and kept.revision == revision:
        return kept
    with _lock:
        kept = _kept.get("atlas")
        if kept is None or kept.revision != revision:
            communes = _outlines([(_commune(row), row.geometry) for row in Commune.objects.order_by("pk")])
            quarters = Neighbourhood.objects.select_related("commune").order_by("pk")
            kept = _Atlas(
                revision=revision,
                communes=communes,
                neighbourhoods=_outlines([(_neighbourhood(row), row.geometry) for row in quarters]),
                territory=_territory(communes),
            )
            _kept["atlas"] = kept
    return kept


def commune_at(lon: float, lat: float) -> AreaHit | None:
    """The commune whose outline holds the point; None outside all of them."""
    return _atlas().communes.at(lon, lat)


def communes_at(points: Iterable[tuple[float, float]]) -> list[AreaHit | None]:
    """The commune of each (lon, lat) point, for imports: the outlines are looked up once."""
    outlines = _atlas().communes
    return [outlines.at(lon, lat) for lon, lat in points]


def neighbourhoods_at(points: Iterable[tuple[float, float]]) -> list[AreaHit | None]:
    """The neighbourhood of each (lon, lat) point; the outlines are looked up once."""
    outlines = _atlas().neighbourhoods
    return [outlines.at(lon, lat) for lon, lat in points]


def neighbourhood_at(lon: float, lat: float) -> AreaHit | None:
    """The neighbourhood whose outline holds the point; None outside all of them."""
    return _atlas().neighbourhoods.at(lon, lat)


def communes() -> list[AreaHit]:
    """All communes by name, for menus and filters."""
    return sorted(_atlas().communes.areas, key=lambda area: (area.name, area.insee))


def neighbourhoods() -> list[AreaHit]:
    """All neighbourhoods by name, for menus and filters."""
    return sorted(_atlas().neighbourhoods.areas, key=lambda area: (area.insee, area.name))


def neighbourhood(code: str) -> AreaHit | None:
    """The neighbourhood of a code; None when there is none."""
    return next((area for area in _atlas().neighbourhoods.areas if area.code == code), None)


def in_territory(lon: float, lat: float) -> bool:
    """True when the town serves the point.

    The territory is the town's own outline (`[town] area`), else the union of the communes; where
    neither is known, what lies within 500 m of an imported address; without any data, everywhere.
    """
    territory = _atlas().territory
    if territory is not None:
        return bool(shapely.intersects_xy(territory, lon, lat))
    west, south, east, north = box_around(lon, lat, 500)
    near = Address.objects.filter(lon__gte=west, lon__lte=east, lat__gte=south, lat__lte=north)
    return near.exists() or not Address.objects.exists()


def territory_bounds() -> Box | None:
    """The rectangle around the territory, else around the addresses; None without any data."""
    territory = _atlas().territory
    if territory is not None:
        return Box(*territory.bounds)
    with connection.cursor() as cursor:
        cursor.execute("SELECT min(lon), min(lat), max(lon), max(lat) FROM places_address")
        west, south, east, north = cursor.fetchone()
    return None if west is None else Box(west, south, east, north)
