# SPDX-License-Identifier: AGPL-3.0-or-later
"""`parvis migrate` and `parvis version`."""

from __future__ import annotations

import platform
from typing import Annotated

import typer

from parvis import __version__
from parvis.project.command.boot import boot
from parvis.project.command.console import OUT, Exit, Refusal, answer, say
from parvis.project.words import _

AsJson = Annotated[bool, typer.Option("--json", help=_("Answer as JSON."))]


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command(help=_("Bring the tables of the database up to date."))(migrate)
    app.command(help=_("Say which version this is."))(version)


def migrate(
    first: Annotated[
        bool, typer.Option("--first", help=_("Only an empty database; else say what is missing."))
    ] = False,
    as_json: AsJson = False,
) -> None:
    """One process at a time: a second one waits for the first."""
    boot()
    from parvis.project.database import apply_migrations, is_empty, pending_migrations

    names = pending_migrations()
    if first and names and not is_empty():
        message = _("The database needs {count} migrations of this version: make a backup, then run “parvis migrate”.")
        raise Refusal(message.format(count=len(names)), Exit.DATABASE)
    if names:
        say(_("Preparing the database…"))
        apply_migrations()
    answer({"applied": names}, as_json=as_json, text=lambda: None if first else _tell(names))


def _tell(names: list[str]) -> None:
    OUT.print(_("Applied: {count}").format(count=len(names)) if names else _("The database is up to date."))


def version(as_json: AsJson = False) -> None:
    """The release, Python and Django."""
    import django

    found = {"parvis": __version__, "python": platform.python_version(), "django": django.__version__}
    answer(found, as_json=as_json, text=lambda: OUT.print("Parvis", __version__))
