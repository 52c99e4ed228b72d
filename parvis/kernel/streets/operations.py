# SPDX-License-Identifier: AGPL-3.0-or-later
"""Import of an OpenStreetMap file: built aside, put in place whole, then switched in one row."""

from __future__ import annotations

import hashlib
import secrets
import shutil
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import osmium
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from parvis.kernel.audit.actors import Actor
from parvis.kernel.audit.operations import record
from parvis.kernel.places.imports import ImportRefused, ImportReport, Progress, Severity, no_progress
from parvis.kernel.places.operations import replace_places
from parvis.kernel.streets import storage
from parvis.kernel.streets.build.routing import build_routing
from parvis.kernel.streets.build.tiles import build_tiles
from parvis.kernel.streets.models import Network
from parvis.kernel.streets.osm.extract import Extract, extract_features

BUILD_VERSION = "4"
"""Raise it when the schema of the map or the profiles change: the same file is then built anew."""

_STREETS_LOCK = 7_205_002
_KNOWN_ENDINGS = (".osm.pbf", ".pbf", ".osm", ".osm.gz", ".osm.bz2", ".osm.xml")


@dataclass(frozen=True)
class _Built:
    """What was built, not yet in force."""

    stamp: str
    extract: Extract


def import_osm(actor: Actor, *, path: Path, progress: Progress = no_progress) -> ImportReport:
    """Makes the streets, routes, base map and named places those of an OpenStreetMap file.

    Reads .osm.pbf, .osm, .osm.gz and .osm.bz2. The same file imported again is recognised by its
    content and costs nothing. Until the end, and after any failure, the network in force stays.

    Raises:
        ImportRefused: not an OSM file, no street, a build step failed, or another import under way.
    """
    started = time.monotonic()
    report = ImportReport(path=str(path))
    digest = _digest(Path(path))
    with _exclusive():
        current = Network.objects.filter(current=True, content_hash=digest).first()
        if current is not None and storage.is_complete(current.stamp):
            report.details = dict(current.counts)
        else:
            built = _build(Path(path), digest, progress)
            _switch(actor, built, digest, report)
            storage.remove_others(built.stamp)
    report.seconds = time.monotonic() - started
    progress("switch", 1.0)
    return report


def _digest(path: Path) -> str:
    if not path.name.lower().endswith(_KNOWN_ENDINGS):
        raise ImportRefused(_("This is not an OpenStreetMap file (.osm.pbf, .osm or .osm.gz)."))
    try:
        with path.open("rb") as file:
            content = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ImportRefused(_("The file {path} cannot be opened.").format(path=path)) from error
    return hashlib.sha256(f"{BUILD_VERSION}:{content}".encode()).hexdigest()


@contextmanager
def _exclusive() -> Iterator[None]:
    """Holds a lock of the session, not of a transaction: a build takes minutes and must not hold back cleaning."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_STREETS_LOCK])
        if not cursor.fetchone()[0]:
            raise ImportRefused(_("Another import is running. Wait until it ends, then start again."))
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_STREETS_LOCK])


def _build(path: Path, digest: str, progress: Progress) -> _Built:
    stamp = f"{timezone.now():%Y%m%dT%H%M%S}-{digest[:8]}-{secrets.token_hex(2)}"
    aside = storage.building_folder(stamp)
    try:
        extract = _build_parts(path, aside, _Steps(progress))
        storage.put_in_place(aside, stamp)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise
    return _Built(stamp, extract)


class _Steps:
    """Counts the parts done, from several threads."""

    TOTAL = len(storage.MODES) + 3

    def __init__(self, progress: Progress) -> None:
        self.progress, self.done, self.lock = progress, 0, threading.Lock()

    def one_more(self) -> None:
        with self.lock:
            self.done += 1
            self.progress("build", self.done / self.TOTAL)


def _build_parts(path: Path, aside: Path, steps: _Steps) -> Extract:
    """The modes and the map at the same time: the programs do the work, the threads wait for them."""
    steps.progress("build", 0.0)
    source = _for_osrm(path, aside)
    features = aside / "features.geojsonl"
    with ThreadPoolExecutor(max_workers=2) as pool:
        routing = [pool.submit(_routing, source, aside, mode, steps) for mode in storage.MODES]
        extract = extract_features(path, features)
        steps.one_more()
        build_tiles(features, aside / storage.TILES)
        steps.one_more()
        for part in routing:
            part.result()
    features.unlink()
    if source.parent == aside:  # our own copy; whatever else it is belongs to who imports it
        source.unlink()
    steps.one_more()
    return extract


def _routing(source: Path, aside: Path, mode: str, steps: _Steps) -> None:
    build_routing(source, aside, mode)
    steps.one_more()


def _for_osrm(path: Path, aside: Path) -> Path:
    """The file itself when OSRM reads it, else a PBF copy; refuses what is no OSM data before anything runs."""
    try:
        if path.name.lower().endswith((".osm.pbf", ".pbf")):
            with osmium.io.Reader(str(path)) as reader:
                reader.header()
            return path.resolve()  # the programs run in another folder
        copy = aside / "source.osm.pbf"
        with osmium.SimpleWriter(str(copy)) as writer:
            for item in osmium.FileProcessor(str(path)):
                writer.add(item)
    except RuntimeError as error:
        raise ImportRefused(_("The file is not readable OpenStreetMap data: {reason}").format(reason=error)) from error
    return copy


def _switch(actor: Actor, built: _Built, digest: str, report: ImportReport) -> None:
    extract = built.extract
    west, south, east, north = extract.bounds
    with transaction.atomic():
        places = replace_places(actor, source="osm", places=extract.places)
        Network.objects.filter(current=True).delete()
        Network.objects.create(
            stamp=built.stamp,
            content_hash=digest,
            current=True,
            generated=extract.generated,
            west=west,
            south=south,
            east=east,
            north=north,
            counts={**extract.counts, "places": places.kept},
        )
        record(actor, verb="streets.import_osm", detail={"path": report.path, "counts": dict(extract.counts)})
    report.read = report.kept = sum(extract.counts.values())
    report.added, report.changed, report.removed = places.added, places.changed, places.removed
    report.details = {**extract.counts, "places": places.kept}
    if extract.broken:
        message = _("{count} objects are cut off at the edge of the file; they were left out.")
        report.note(0, "cut_off", Severity.WARNING, message.format(count=extract.broken))
