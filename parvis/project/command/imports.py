# SPDX-License-Identifier: AGPL-3.0-or-later
"""`parvis import addresses|areas|osm FILE`: the town's geography, from standard files."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from parvis.project.command.boot import boot
from parvis.project.command.console import OUT, Exit, Refusal, answer, bars
from parvis.project.words import _

app = typer.Typer(help=_("Import the town's geography from standard files."), no_args_is_help=True)
AsJson = Annotated[bool, typer.Option("--json", help=_("Answer as JSON."))]
File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help=_("The file."))]
SHOWN_ISSUES = 20


@app.command(help=_("Base Adresse Locale 1.4, as CSV. A second import updates and removes what disappeared."))
def addresses(
    file: File,
    force: Annotated[
        bool, typer.Option("--force", help=_("Take the file even if it removes many of the addresses that are here."))
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Calls the importer of `kernel.places`."""
    boot()
    from parvis.kernel.places.operations import import_addresses

    _run(_("Addresses"), partial(import_addresses, may_shrink=force), file, as_json=as_json)


@app.command(help=_("Communes or neighbourhoods, as GeoJSON."))
def areas(file: File, as_json: AsJson = False) -> None:
    """Calls the importer of `kernel.places`."""
    boot()
    from parvis.kernel.places.operations import import_areas

    _run(_("Areas"), import_areas, file, as_json=as_json)


@app.command(help=_("OpenStreetMap extract (.osm.pbf, .osm.gz, .osm): streets, routes and base map."))
def osm(file: File, as_json: AsJson = False) -> None:
    """Calls the importer of `kernel.streets`."""
    boot()
    from parvis.kernel.streets.operations import import_osm

    _run(_("Streets and map"), import_osm, file, as_json=as_json)


def _run(title: str, importer: Callable[..., Any], file: Path, *, as_json: bool) -> None:
    from parvis.kernel.organisations.actors import SYSTEM
    from parvis.kernel.places.imports import ImportRefused

    try:
        with bars() as all_bars, all_bars.step(title) as progress:
            report = importer(SYSTEM, path=file, progress=fraction_of(progress))
    except ImportRefused as error:
        raise Refusal(str(error), Exit.REFUSED) from error
    found = report.as_json()
    answer(found, as_json=as_json, text=lambda: _tell(found))


def fraction_of(progress: Callable[[float], None]) -> Callable[..., None]:
    """An importer says how far it is as `(fraction)` or as `(step, fraction)`; the bar wants the number."""
    return lambda *words: progress(float(words[-1]))


def _tell(found: dict[str, Any]) -> None:
    for key, value in found.items():
        if isinstance(value, int | float | str):
            OUT.print(f"{key:<24}{value}", markup=False)
    issues = next((value for value in found.values() if isinstance(value, list | tuple)), ())
    for issue in issues[:SHOWN_ISSUES]:
        OUT.print("  ", *(issue.values() if isinstance(issue, dict) else [issue]), markup=False)
    if len(issues) > SHOWN_ISSUES:
        OUT.print(_("… and {count} more; --json lists all.").format(count=len(issues) - SHOWN_ISSUES))
