# SPDX-License-Identifier: AGPL-3.0-or-later
"""Import of communes and neighbourhoods from GeoJSON (RFC 7946)."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from shapely import MultiPolygon, Polygon, make_valid
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from parvis.kernel.audit.actors import Actor
from parvis.kernel.audit.operations import record
from parvis.kernel.places.geojson import polygons_of, property_of, read_features
from parvis.kernel.places.imports import ImportRefused, ImportReport, Progress, Severity, no_progress
from parvis.kernel.places.models import Commune, Neighbourhood
from parvis.kernel.places.operations import merges
from parvis.kernel.places.operations.index import rebuild_index
from parvis.kernel.places.operations.landmarks import assign_communes
from parvis.kernel.places.operations.locks import advance, lock_imports

type AreaKind = Literal["communes", "neighbourhoods"]

_INSEE_NAMES = ("insee", "code_insee", "insee_com", "codeinsee", "ref:insee", "code")
_PARENT_NAMES = ("commune_insee", "insee_commune", "code_commune")
_NAME_NAMES = ("nom", "name", "libelle", "nom_com", "l_quart", "nom_quartier", "quartier", "nomcommune")
_INSEE = re.compile(r"\d{5}|2[AB]\d{3}")
_DECIMALS = 6


@dataclass(frozen=True)
class _Area:
    line: int
    name: str
    insee: str
    """Its own INSEE code; empty for what is not a commune."""
    parent: str
    """The INSEE code of the commune that it names as its own."""
    kind: str
    code: str
    postcodes: list[str]
    shape: BaseGeometry

    def frame(self) -> dict[str, Any]:
        """The columns that both kinds of area share."""
        west, south, east, north = self.shape.bounds
        point = self.shape.representative_point()
        return {
            "lon": point.x,
            "lat": point.y,
            "west": west,
            "south": south,
            "east": east,
            "north": north,
            "geometry": _rounded(mapping(self.shape)),
        }


def import_areas(
    actor: Actor, *, path: Path, kind: AreaKind | None = None, progress: Progress = no_progress
) -> ImportReport:
    """Adds or replaces the outlines of communes, or of neighbourhoods.

    `kind` says which of them the file holds; without it, features of which each has an INSEE code of
    its own are communes. Communes are added and updated; the neighbourhoods of the file's communes
    are replaced as a whole.

    Raises:
        ImportRefused: no GeoJSON, no usable area, or another import under way; nothing changed.
    """
    started = time.monotonic()
    report = ImportReport(path=str(path))
    areas = list(_areas(read_features(Path(path)), report))
    if not areas:
        raise ImportRefused(_("The file holds no usable area; nothing was changed."))
    progress("read", 1.0)
    with transaction.atomic():
        lock_imports()
        if (kind or _kind_of(areas)) == "communes":
            _merge_communes(areas, report)
            merges.spread_postcodes()
            advance("areas")
            assign_communes()
        else:
            _merge_neighbourhoods(areas, report)
        progress("index", 0.0)
        rebuild_index()
        advance("areas")
        record(
            actor,
            verb="places.import_areas",
            detail={"path": report.path, "kept": report.kept, "added": report.added, "removed": report.removed},
        )
    report.seconds = time.monotonic() - started
    progress("index", 1.0)
    return report


def _kind_of(areas: list[_Area]) -> AreaKind:
    codes = {area.insee for area in areas}
    return "communes" if "" not in codes and len(codes) == len(areas) else "neighbourhoods"


def _rounded(value: Any) -> Any:
    """Coordinates to a decimetre: what an outline is worth, and half the bytes."""
    if isinstance(value, float):
        return round(value, _DECIMALS)
    if isinstance(value, Mapping):
        return {key: _rounded(part) for key, part in value.items()}
    return [_rounded(part) for part in value] if isinstance(value, (list, tuple)) else value


def _areas(features: Iterable[tuple[int, Mapping[str, Any]]], report: ImportReport) -> Iterable[_Area]:
    for line, feature in features:
        report.read += 1
        properties = feature.get("properties") or {}
        shape = _shape(line, feature, report)
        name = str(property_of(properties, _NAME_NAMES) or "").strip()
        if shape is None or not name:
            if shape is not None:
                report.note(line, "no_name", Severity.DROPPED, _("The area has no name."))
            continue
        report.kept += 1
        code = str(property_of(properties, _INSEE_NAMES) or "").upper()
        parent = str(property_of(properties, _PARENT_NAMES) or "").upper()
        postcodes = (
            property_of(properties, ("codespostaux", "postcodes", "postcode", "code_postal", "postal_code")) or []
        )
        yield _Area(
            line=line,
            name=name,
            insee=code if _INSEE.fullmatch(code) and not parent else "",
            parent=parent,
            kind=str(property_of(properties, ("kind", "type", "place")) or ""),
            code=str(feature.get("id") or property_of(properties, ("id", "code_quartier", "c_quart", "code")) or ""),
            postcodes=[str(one)[:5] for one in (postcodes if isinstance(postcodes, list) else [postcodes])],
            shape=shape,
        )


def _shape(line: int, feature: Mapping[str, Any], report: ImportReport) -> Polygon | MultiPolygon | None:
    shape = polygons_of(feature.get("geometry"))
    if shape is None:
        report.note(line, "no_area", Severity.DROPPED, _("The feature is not an area (polygon) with degrees."))
        return None
    if not shape.is_valid:
        fixed = polygons_of(mapping(make_valid(shape)))
        if fixed is None:
            report.note(line, "no_area", Severity.DROPPED, _("The outline crosses itself and cannot be repaired."))
            return None
        report.note(line, "crossing", Severity.REPAIRED, _("The outline crossed itself; it was repaired."))
        return fixed
    return shape


def _merge_communes(areas: list[_Area], report: ImportReport) -> None:
    known = {commune.insee: commune for commune in Commune.objects.order_by("pk")}
    for area in areas:
        if not area.insee:
            report.kept -= 1
            report.note(area.line, "bad_insee", Severity.DROPPED, _("The commune has no INSEE code."))
            continue
        commune = known.get(area.insee) or Commune(insee=area.insee)
        values = {"name": area.name, "postcodes": area.postcodes or commune.postcodes, **area.frame()}
        _save(commune, values, report)
        known[area.insee] = commune


def _save(row: Commune | Neighbourhood, values: Mapping[str, Any], report: ImportReport) -> None:
    new = row.pk is None
    if not new and all(getattr(row, name) == value for name, value in values.items()):
        return
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    report.added += new
    report.changed += not new


def _commune_at(area: _Area, communes: Sequence[tuple[Commune, BaseGeometry | None]]) -> Commune | None:
    named = next((commune for commune, _shape in communes if commune.insee == area.parent), None)
    if named:
        return named
    point = area.shape.representative_point()
    return next((commune for commune, shape in communes if shape is not None and shape.covers(point)), None)


def _merge_neighbourhoods(areas: list[_Area], report: ImportReport) -> None:
    communes = [(one, polygons_of(one.geometry)) for one in Commune.objects.order_by("insee")]
    known = {area.code: area for area in Neighbourhood.objects.order_by("pk")}
    touched: set[int | None] = set()
    seen: set[str] = set()
    for area in areas:
        commune = _commune_at(area, communes)
        code = slugify(f"{commune.insee if commune else ''}-{area.code or area.name}")[:80]
        if code in seen:
            report.kept -= 1
            report.note(
                area.line, "duplicate", Severity.DROPPED, _("The same neighbourhood stands in the file already.")
            )
            continue
        seen.add(code)
        touched.add(commune.pk if commune else None)
        values = {"name": area.name, "kind": area.kind[:40], "commune_id": commune.pk if commune else None}
        _save(known.get(code) or Neighbourhood(code=code), {**values, **area.frame()}, report)
    gone = [one.pk for code, one in known.items() if code not in seen and one.commune_id in touched]
    report.removed, _details = Neighbourhood.objects.filter(pk__in=gone).delete()
