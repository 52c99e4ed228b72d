# SPDX-License-Identifier: AGPL-3.0-or-later
"""Generates the demo agglomeration and loads it through the importers that a real town uses."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from parvis.engines.synthtown import Spec, generate, transit, write, write_transit
from parvis.kernel.organisations.actors import SYSTEM
from parvis.kernel.places.operations import import_addresses, import_areas
from parvis.kernel.registry.demonstration import DemoContext
from parvis.kernel.search.operations import rebuild
from parvis.project.demonstration.processes import Beside, Process

type Progress = Callable[[float], None]


class Steps(Protocol):
    """Where the steps show how far they are."""

    def step(self, title: str) -> AbstractContextManager[Progress]:
        """One step."""
        ...


def town_files(population: int, seed: int, steps: Steps) -> Mapping[str, Path]:
    """The standard files of the generated town, by name; generated once, complete or not at all.

    The timetables hold from the first of this month: from the next month on, a new load generates them again.
    """
    start = timezone.localdate().replace(day=1)
    folder = settings.VAR_DIR / "demo" / f"{population}-{seed}"
    if folder.exists() and not (folder / f"timetables-{start:%Y-%m}").exists():
        shutil.rmtree(folder)
    if not folder.exists():
        aside = folder.with_suffix(".new")
        shutil.rmtree(aside, ignore_errors=True)
        with steps.step(
            _("Generating the agglomeration ({population} people)").format(population=population)
        ) as progress:
            town = generate(Spec(population=population, seed=seed), lambda _stage, share: progress(share * 0.7))
            write(town, aside, lambda _file, share: progress(0.7 + share * 0.2))
            write_transit(town, transit.plan(town, start), aside, lambda share: progress(0.9 + share * 0.1))
            (aside / f"timetables-{start:%Y-%m}").touch()
        aside.rename(folder)
    names = {"osm": "town.osm.pbf", "people": "people.npz", "addresses": "addresses.csv"}
    names["transit"] = "transit/authorities.json"
    names |= {name: f"{name}.geojson" for name in ("neighbourhoods", "communes", "places")}
    return {name: folder / file for name, file in names.items()}


def load_town(context: DemoContext, steps: Steps) -> None:
    """Loads areas, addresses, streets and every app's own share, then builds the search index.

    The streets (routes and map tiles) are computed by a second process meanwhile: they need
    the other processor, and no row that the rest writes.

    What an app has done meanwhile is waited for likewise; what it has done afterwards begins when all that is there.

    Raises:
        ImportFailed: the streets could not be imported, or what was done meanwhile failed.
    """
    with override(settings.LANGUAGE_CODE), Beside() as beside:
        streets = beside.start("parvis.project.command", "import", "osm", "--json", str(context.files["osm"]))
        others: list[Process] = []
        last: list[str] = []

        def begin(work: str) -> None:
            others.append(beside.start("parvis.project.command.demo_part", work))

        context = dataclasses.replace(context, meanwhile=begin, afterwards=last.append)
        _import_places(context.files, steps)
        _load_apps(context, steps)
        with steps.step(_("Streets, routes and map")):
            streets.finish()
        with steps.step(_("Timetables")):
            for one in others:
                one.finish()
        others.clear()
        for work in last:
            begin(work)
        with steps.step(_("Search index")):
            rebuild()
        with steps.step(_("Network of all timetables")):
            for one in others:
                one.finish()
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _import_places(files: Mapping[str, Path], steps: Steps) -> None:
    imports: list[tuple[str, Callable[..., Any], Path]] = [
        (_("Communes"), import_areas, files["communes"]),
        (_("Neighbourhoods"), import_areas, files["neighbourhoods"]),
        (_("Addresses"), import_addresses, files["addresses"]),
    ]
    for title, importer, path in imports:
        with steps.step(title) as progress:
            importer(SYSTEM, path=path, progress=lambda _step, share, progress=progress: progress(share))


def _load_apps(context: DemoContext, steps: Steps) -> None:
    for config in apps.get_app_configs():
        if config.name.startswith("parvis.") and find_spec(f"{config.name}.demo"):
            with steps.step(_title(config.label)) as progress:
                part = dataclasses.replace(context, progress=progress)
                import_module(f"{config.name}.demo").load(part)


def _title(label: str) -> str:
    found = {manifest.slug: str(manifest.title) for manifest in settings.CATALOGUE.manifests(include_closed=True)}
    return found.get(label, label)
