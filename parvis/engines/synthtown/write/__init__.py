# SPDX-License-Identifier: AGPL-3.0-or-later
"""Write a town as standard files: OSM PBF, Base Adresse Locale, GeoJSON, NumPy arrays."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from parvis.engines.synthtown.town import Town

from .bal import write_addresses
from .geojson import write_communes, write_neighbourhoods, write_places
from .osm import write_osm
from .population import write_people

FORMAT = 1


@dataclass(frozen=True, slots=True)
class WrittenFiles:
    """Where each file of a town is."""

    osm: Path
    addresses: Path
    neighbourhoods: Path
    communes: Path
    places: Path
    people: Path
    manifest: Path


def write(town: Town, folder: Path | str, progress: Callable[[str, float], None] | None = None) -> WrittenFiles:
    """Write ``town`` into ``folder`` (made if absent); existing files are replaced. The same town gives the same bytes.

    Raises OSError when the folder cannot be written.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    names = (
        "town.osm.pbf",
        "addresses.csv",
        "neighbourhoods.geojson",
        "communes.geojson",
        "places.geojson",
        "people.npz",
        "manifest.json",
    )
    files = WrittenFiles(*(folder / name for name in names))
    writers = (write_osm, write_addresses, write_neighbourhoods, write_communes, write_places, write_people)
    paths = (files.osm, files.addresses, files.neighbourhoods, files.communes, files.places, files.people)
    for done, (writer, path) in enumerate(zip(writers, paths, strict=True)):
        if progress:
            progress(path.name, done / len(paths))
        writer(town, path)
    _write_manifest(town, files.manifest, paths)
    return files


def _write_manifest(town: Town, path: Path, files: tuple[Path, ...]) -> None:
    """What was generated, from what, with a digest of each file."""
    lon, lat = town.frame.lon_lat(town.network.xy).T
    content = {
        "format": FORMAT,
        "spec": {"population": town.spec.population, "seed": town.spec.seed, "department": town.spec.department},
        "name": town.name,
        "river": town.river,
        "centre": [town.spec.lon, town.spec.lat],
        "bounds": [round(float(v), 6) for v in (lon.min(), lat.min(), lon.max(), lat.max())],
        "communes": [
            {"insee": c.insee, "name": c.name, "postcode": c.postcode, "population": c.population}
            for c in town.communes
        ],
        "counts": {
            "addresses": len(town.addresses.number),
            "buildings": len(town.buildings.outlines),
            "streets": sum(bool(s.name) for s in town.streets),
        },
        "files": {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files},
    }
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
