# SPDX-License-Identifier: AGPL-3.0-or-later
"""Import of named places: from a GeoJSON file, or handed over by the import of streets."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from parvis.kernel.audit.actors import Actor
from parvis.kernel.audit.operations import record
from parvis.kernel.places.geo import cell, valid
from parvis.kernel.places.geojson import property_of, read_features
from parvis.kernel.places.imports import ImportRefused, ImportReport, Progress, Severity, no_progress
from parvis.kernel.places.models import CELL_RESOLUTION, Commune, Place
from parvis.kernel.places.operations.index import rebuild_index
from parvis.kernel.places.operations.locks import advance, wait_for_writers
from parvis.kernel.places.queries.areas import communes_at
from parvis.kernel.places.rules import PLACE_KINDS, kind_of_tags

_FIELDS = ("kind", "name", "lon", "lat", "cell", "commune_id")


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """A place handed to the import; `key` is stable in its source, degrees WGS 84, `kind` of `rules.PLACE_KINDS`."""

    key: str
    kind: str
    name: str
    lon: float
    lat: float


def replace_places(actor: Actor, *, source: str, places: Iterable[NamedPlace]) -> ImportReport:
    """Makes `places` all the places of `source` (such as "osm"): adds, updates, and removes those that are gone.

    Waits for another import to end.
    """
    report = ImportReport(path=source)
    with transaction.atomic():
        wait_for_writers()
        _replace(source, places, report)
        rebuild_index()
        advance("places")
        record(
            actor,
            verb="places.replace_places",
            detail={"source": source, "kept": report.kept, "added": report.added, "removed": report.removed},
        )
    return report


def _replace(source: str, places: Iterable[NamedPlace], report: ImportReport) -> None:
    communes = dict(Commune.objects.values_list("insee", "pk"))
    known = {
        place.source_key: place for place in Place.objects.filter(source_key__startswith=f"{source}:").order_by("pk")
    }
    named = {f"{source}:{place.key}"[:60]: place for place in places}
    report.read = len(named)
    fine = {key: place for key, place in named.items() if valid(place.lon, place.lat) and place.name.strip()}
    around = communes_at((place.lon, place.lat) for place in fine.values())
    wanted = {
        key: Place(
            source_key=key,
            kind=place.kind if place.kind in PLACE_KINDS else "place",
            name=place.name.strip(),
            lon=place.lon,
            lat=place.lat,
            cell=cell(place.lon, place.lat, CELL_RESOLUTION),
            commune_id=communes.get(area.insee) if area else None,
        )
        for (key, place), area in zip(fine.items(), around, strict=True)
    }
    report.kept = len(wanted)
    _write(known, wanted, report)


def assign_communes() -> None:
    """Gives each place the commune whose outline holds it, after the outlines have changed."""
    communes = dict(Commune.objects.values_list("insee", "pk"))
    places = list(Place.objects.order_by("pk"))
    changed = []
    for place, area in zip(places, communes_at((one.lon, one.lat) for one in places), strict=True):
        commune_id = communes.get(area.insee) if area else None
        if place.commune_id != commune_id:
            place.commune_id = commune_id
            changed.append(place)
    Place.objects.bulk_update(changed, ["commune_id"], batch_size=2_000)


def _write(known: dict[str, Place], wanted: dict[str, Place], report: ImportReport) -> None:
    changed = []
    for key, place in wanted.items():
        old = known.get(key)
        if old and any(getattr(old, name) != getattr(place, name) for name in _FIELDS):
            place.pk = old.pk
            changed.append(place)
    fresh = [place for key, place in wanted.items() if key not in known]
    Place.objects.bulk_create(fresh, batch_size=2_000)
    Place.objects.bulk_update(changed, _FIELDS, batch_size=1_000)
    gone = [place.pk for key, place in known.items() if key not in wanted]
    Place.objects.filter(pk__in=gone).delete()
    report.added, report.changed, report.removed = len(fresh), len(changed), len(gone)


def import_places(actor: Actor, *, path: Path, progress: Progress = no_progress) -> ImportReport:
    """Replaces the places of the file's name by the points of a GeoJSON file with `name` and `kind`.

    Raises:
        ImportRefused: no GeoJSON, no usable place; nothing changed.
    """
    started = time.monotonic()
    notes = ImportReport(path=str(path))
    found = [place for place in _places(Path(path), notes) if place is not None]
    if not found:
        raise ImportRefused(_("The file holds no usable place; nothing was changed."))
    progress("read", 1.0)
    report = replace_places(actor, source=Path(path).name.split(".")[0][:20], places=found)
    report.path, report.issues, report.issue_counts, report.read = (
        str(path),
        notes.issues,
        notes.issue_counts,
        notes.read,
    )
    report.seconds = time.monotonic() - started
    progress("index", 1.0)
    return report


def _places(path: Path, report: ImportReport) -> Iterable[NamedPlace | None]:
    for line, feature in read_features(path):
        report.read += 1
        properties, geometry = feature.get("properties") or {}, feature.get("geometry") or {}
        name = str(property_of(properties, ("name", "nom", "libelle")) or "").strip()
        position: Any = geometry.get("coordinates") if geometry.get("type") == "Point" else None
        if not name or not _is_position(position):
            report.note(line, "no_place", Severity.DROPPED, _("The place has no name or no position."))
            continue
        kind = str(property_of(properties, ("kind", "type")) or "")
        kind = (
            kind
            if kind in PLACE_KINDS
            else kind_of_tags({key: str(value) for key, value in properties.items()}) or "place"
        )
        key = str(
            feature.get("id")
            or property_of(properties, ("id", "osm_id"))
            or f"{name}@{position[0]:.6f},{position[1]:.6f}"
        )
        yield NamedPlace(key, kind, name, float(position[0]), float(position[1]))


def _is_position(value: object) -> bool:
    if not isinstance(value, list) or len(value) < 2 or not all(isinstance(part, (int, float)) for part in value[:2]):
        return False
    return valid(float(value[0]), float(value[1]))
