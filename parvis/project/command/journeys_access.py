# SPDX-License-Identifier: AGPL-3.0-or-later
"""`parvis journeys isochrone|matrix`: how far one comes, and travel times between many points, for studies."""

from __future__ import annotations

import json
import sys
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Annotated, Any

import typer

from parvis.project.command.boot import boot
from parvis.project.command.console import Exit, Refusal, say
from parvis.project.command.journeys import POINT, app, moment_of, spot_of, why_in_words
from parvis.project.words import _

Depart = Annotated[str, typer.Option(help=_("Leave at, such as 2026-12-01T08:00; local time without an offset."))]
Arrive = Annotated[str, typer.Option(help=_("Be there at, likewise."))]
Window = Annotated[
    int, typer.Option(min=0, max=1440, help=_("Look at departures of so many minutes, not at one alone."))
]
Percentile = Annotated[
    int, typer.Option(min=1, max=100, help=_("The travel time that so many per cent of the departures keep."))
]
__all__ = ["app"]
COLUMNS = ("id", "lat", "lon")
CONNECT_S = 20


@app.command(help=_("Draw how far one comes from a point, as GeoJSON or as H3 cells."))
def isochrone(
    from_point: Annotated[str, typer.Option("--from", help=_("Where from, as {form}.").format(form=POINT))],
    depart: Depart = "",
    arrive: Arrive = "",
    minutes: Annotated[str, typer.Option(help=_("Within how many minutes, such as 15,30,45."))] = "15,30,45,60",
    window: Window = 0,
    percentile: Percentile = 50,
    cells: Annotated[bool, typer.Option("--cells", help=_("The minutes of each H3 cell."))] = False,
    resolution: Annotated[int, typer.Option(min=5, max=11, help=_("How fine the cells are."))] = 9,
    output: Annotated[Path | None, typer.Option("-o", "--output", help=_("Write to this file."))] = None,
) -> None:
    """Asks the network in force, as the interface does."""
    at = _at(depart, arrive)
    boot()
    from parvis.services.journeys.queries.how_far import HowFarAsked, how_far, sensible_minutes
    from parvis.services.journeys.queries.how_far_json import cells_json, outlines_json

    try:
        wanted = sensible_minutes([int(one) for one in minutes.split(",")], 24 * 60)
        found = how_far(
            HowFarAsked(spot_of(from_point), moment_of(at), bool(arrive), False, wanted, window, percentile)
        )
        data = cells_json(found, resolution) if cells else outlines_json(found)
    except ValueError as problem:
        raise Refusal(_("This makes no sense: {problem}").format(problem=problem), Exit.USAGE) from None
    if found.why:
        raise Refusal(why_in_words(found.why))
    text = json.dumps(data, ensure_ascii=False) + "\n"
    if output is None:
        sys.stdout.write(text)
    else:
        output.write_text(text, encoding="utf-8")


@app.command(help=_("Travel times between many points: CSV files with the columns id, lat, lon."))
def matrix(
    origins: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help=_("The file."))],
    destinations: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help=_("The file."))],
    output: Annotated[Path, typer.Option("-o", "--output", help=_("A file .csv or .parquet."))],
    depart: Depart = "",
    arrive: Arrive = "",
    within: Annotated[int, typer.Option(min=1, max=1440, help=_("What takes more minutes is left out."))] = 120,
    window: Window = 0,
    percentile: Percentile = 50,
    sums: Annotated[
        str, typer.Option(help=_("Only how much each origin reaches within 15,30,45 minutes: adds up “weight”."))
    ] = "",
    dask: Annotated[str, typer.Option(help=_("The address of a Dask scheduler that shares the work."))] = "",
) -> None:
    """One row for each pair within reach; with `--sums`, one for each origin."""
    at = _at(depart, arrive)
    if output.suffix not in (".csv", ".parquet"):
        raise Refusal(_("Name the output .csv or .parquet."), Exit.USAGE)
    starts, ends = _points(origins), _points(destinations)
    limits = _limits(sums, within)
    boot()
    from parvis.services.journeys.adapters.answers import Spot
    from parvis.services.journeys.queries.matrix import MatrixAsked, matrix_between

    spots = [[Spot(row["lat"], row["lon"]) for row in table.iter_rows(named=True)] for table in (starts, ends)]
    asked = MatrixAsked(moment_of(at), bool(arrive), within, window, percentile)
    with _cluster(dask) as client:
        found = matrix_between(spots[0], spots[1], asked, client)
    if found.why:
        raise Refusal(why_in_words(found.why))
    table = _sums(starts, ends, found.seconds, limits) if limits else _pairs(starts, ends, found.seconds)
    table.write_csv(output) if output.suffix == ".csv" else table.write_parquet(output)
    say(_("{output}: {rows} rows.").format(output=output, rows=len(table)))


def _at(depart: str, arrive: str) -> str:
    if bool(depart) == bool(arrive):
        raise Refusal(_("Give --depart or --arrive, one of the two."), Exit.USAGE)
    return depart or arrive


def _points(path: Path) -> Any:
    """The file's rows; refuses what has not the columns, or points off the globe."""
    import polars

    try:
        table = polars.read_csv(
            path, schema_overrides={"id": polars.String, "lat": polars.Float64, "lon": polars.Float64}
        )
    except polars.exceptions.PolarsError as problem:
        raise Refusal(_("{path} cannot be read: {problem}").format(path=path, problem=problem), Exit.USAGE) from None
    missing = [name for name in COLUMNS if name not in table.columns]
    if missing:
        message = _("{path} has no column {missing}.")
        raise Refusal(message.format(path=path, missing=", ".join(missing)), Exit.USAGE)
    sound = table["lat"].is_between(-90, 90) & table["lon"].is_between(-180, 180) & table["id"].is_not_null()
    if not sound.fill_null(value=False).all():
        number = int(sound.fill_null(value=False).arg_min() or 0)
        message = _("{path}: row {number} is no point.")
        raise Refusal(message.format(path=path, number=number + 1), Exit.USAGE)
    return table


def _limits(sums: str, within: int) -> list[int]:
    try:
        limits = [int(one) for one in sums.split(",")] if sums else []
    except ValueError:
        limits = [0]
    if any(not 0 < one <= within for one in limits):
        raise Refusal(_("--sums takes minutes up to --within, such as 15,30,45."), Exit.USAGE)
    return limits


def _cluster(address: str) -> AbstractContextManager[Any]:
    """The scheduler's client; nothing without an address."""
    if not address:
        return nullcontext()
    try:
        import distributed
    except ImportError:
        raise Refusal(_("Dask is not installed here: install “parvis[region]”.")) from None
    client_class: Any = distributed.Client
    try:
        return client_class(address, timeout=CONNECT_S)  # type: ignore[no-any-return]
    except (OSError, ValueError) as problem:
        raise Refusal(_("No Dask scheduler answers at {address}.").format(address=address)) from problem


def _pairs(starts: Any, ends: Any, seconds: Any) -> Any:
    import numpy as np
    import polars

    rows, columns = np.nonzero(seconds >= 0)
    return polars.DataFrame(
        {"origin": starts["id"][rows], "destination": ends["id"][columns], "seconds": seconds[rows, columns]}
    )


def _sums(starts: Any, ends: Any, seconds: Any, limits: list[int]) -> Any:
    import numpy as np
    import polars

    from parvis.engines.timetable import opportunities

    weights = (
        ends["weight"].cast(polars.Float64).fill_null(0)
        if "weight" in ends.columns
        else polars.Series([1.0] * len(ends))
    )
    reached = np.where(seconds >= 0, seconds, np.iinfo(np.int32).max)
    summed = opportunities(reached, weights.to_numpy(), [one * 60 for one in limits])
    return polars.DataFrame({"origin": starts["id"], **{f"within_{one}": summed[:, i] for i, one in enumerate(limits)}})
