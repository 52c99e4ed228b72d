# SPDX-License-Identifier: AGPL-3.0-or-later
"""`parvis demo`: a whole generated agglomeration, loaded once, then served."""

from __future__ import annotations

import os
from typing import Annotated

import typer
from rich.table import Table

from parvis.project.command.boot import boot
from parvis.project.command.console import ERR, OUT, Bars, Exit, Refusal, bars, say
from parvis.project.command.room import demo_needs_mb, require_room
from parvis.project.command.serve import require_free_port, run_town
from parvis.project.words import _

DEMO_PASSWORD = "parvis-en-demo"  # noqa: S105 - printed on the screen, refused outside a demo database


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command(help=_("Generate an agglomeration, load it, serve it and say who may sign in."))(demo)


def demo(
    population: Annotated[int, typer.Option(help=_("People who live there."), min=1_000, max=2_000_000)] = 60_000,
    seed: Annotated[int, typer.Option(help=_("Another number makes another agglomeration."), min=0)] = 1,
    port: Annotated[int, typer.Option(help=_("Port to listen on."), min=1, max=65535)] = 8000,
    workers: Annotated[int, typer.Option(help=_("Web processes; 0 means one per processor, four at most."))] = 0,
    no_serve: Annotated[bool, typer.Option("--no-serve", help=_("Load only."))] = False,
    password: Annotated[
        str, typer.Option(envvar="PARVIS_DEMO_PASSWORD", help=_("Password of all demo accounts."))
    ] = DEMO_PASSWORD,
) -> None:
    """A second run finds the agglomeration loaded and serves at once."""
    if not no_serve:
        require_free_port("127.0.0.1", port)
    os.environ["PARVIS_BASE_URL"] = os.environ.get("PARVIS_BASE_URL", f"http://127.0.0.1:{port}")
    os.environ.setdefault("PARVIS_LOG_LEVEL", "WARNING")  # the screen belongs to the list of who may sign in
    boot()
    _prepare(population, seed, password)
    if no_serve:
        _who_signs_in(password)
        return
    run_town("127.0.0.1", port, workers, with_worker=True, ready=lambda: _welcome(port, password))


def _prepare(population: int, seed: int, password: str) -> None:
    from parvis.project.database import apply_migrations, pending_migrations
    from parvis.project.demonstration.mark import DemoState, demo_state, empty_database, read_mark, write_mark

    mark = read_mark()
    state = demo_state(mark)
    if state is DemoState.REAL:
        raise Refusal(_("This database holds real data: the demo is never mixed with them."), Exit.REFUSED)
    other = mark is not None and (mark.population, mark.seed) != (population, seed)
    if state is DemoState.READY and not other:
        if pending_migrations():
            apply_migrations()
        return
    require_room(demo_needs_mb(population))
    if mark is not None:
        say(_("Starting again from an empty database."))
        empty_database()
    write_mark(population=population, seed=seed, ready=False)
    with bars() as steps:
        with steps.step(_("Database")):
            apply_migrations()
        _load(population, seed, password, steps)


def _load(population: int, seed: int, password: str, steps: Bars) -> None:
    from parvis.kernel.registry.demonstration import DemoContext
    from parvis.project.demonstration.mark import write_mark
    from parvis.project.demonstration.processes import ImportFailed
    from parvis.project.demonstration.town import load_town, town_files

    files = town_files(population, seed, steps)
    context = DemoContext(files=files, population=population, seed=seed, password=password)
    try:
        load_town(context, steps)
    except ImportFailed as error:
        raise Refusal(str(error)) from error
    write_mark(population=population, seed=seed, ready=True, logins=context.logins)


def _welcome(port: int, password: str) -> None:
    OUT.print()
    OUT.print(_("The portal answers at http://127.0.0.1:{port}").format(port=port), style="bold")
    _who_signs_in(password)
    ERR.print(_("Ctrl+C stops it."))


def _who_signs_in(password: str) -> None:
    from parvis.project.demonstration.mark import read_mark

    mark = read_mark()
    table = Table(box=None, pad_edge=False)
    table.add_column(_("Sign in as"))
    table.add_column(_("who is"))
    for login in mark.logins if mark else ():
        table.add_row(login.email, login.who)
    OUT.print(table)
    OUT.print(_("Password of all: {password}").format(password=password), style="bold", markup=False)
    OUT.print(_("This is a demonstration: never use these accounts for a real town."), style="yellow")
