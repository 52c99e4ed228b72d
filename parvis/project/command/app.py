# SPDX-License-Identifier: AGPL-3.0-or-later
"""Puts the subcommands together and turns every failure into one sentence and an exit code."""

from __future__ import annotations

import os
import signal
import sys
from typing import NoReturn

import typer

from parvis.project.command import (
    archives,
    checks,
    demo,
    imports,
    journeys_access,
    new_service,
    people,
    platform,
    serve,
    services,
)
from parvis.project.command.boot import var_dir
from parvis.project.command.console import ERR, Exit, Refusal
from parvis.project.command.room import is_full
from parvis.project.words import _

EXIT_CODES = _(
    "Exit codes: 0 done; 1 failed, or a check found something wrong; 2 wrong usage; 3 wrong configuration; "
    "4 no database; 5 refused so that nothing is lost; 130 interrupted by Ctrl+C."
)

app = typer.Typer(
    name="parvis",
    help=_("Runs the digital services of a French town."),
    epilog=EXIT_CODES,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
for part in (demo, serve, checks, archives, people, platform, new_service):
    part.register(app)
app.add_typer(imports.app, name="import")
app.add_typer(services.app, name="services")
app.add_typer(journeys_access.app, name="journeys")


def main() -> NoReturn:
    """The entry point of the `parvis` script."""
    try:
        app()
    except KeyboardInterrupt:
        _interrupted()
    except SystemExit as end:
        if end.code == Exit.INTERRUPTED:
            _interrupted()
        raise
    except Exception as error:
        if os.environ.get("PARVIS_DEBUG") == "1":
            raise
        sentence, code = _explain(error)
        ERR.print(sentence, style="red", markup=False)
        sys.exit(code)
    sys.exit(0)


def _interrupted() -> NoReturn:
    """Says so, once: another Ctrl+C does not disturb the database, which is stopped in good order."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    ERR.print(_("Interrupted. The same command can be started again."), markup=False)
    sys.exit(Exit.INTERRUPTED)


def _explain(error: Exception) -> tuple[str, Exit]:
    """What to say of a failure, and the exit code."""
    from django.core.exceptions import ImproperlyConfigured
    from django.db import Error as DatabaseError
    from psycopg import Error as PostgresError

    from parvis.project.embedded import EmbeddedFailed

    first_line = (str(error).splitlines() or [""])[0]
    if isinstance(error, Refusal):
        return str(error), error.code
    if isinstance(error, ImproperlyConfigured):
        return str(error), Exit.CONFIGURATION
    if isinstance(error, EmbeddedFailed):
        return str(error), Exit.DATABASE
    if isinstance(error, DatabaseError | PostgresError | OSError) and is_full():
        return _("The disk of {folder} is full: make room, then start again.").format(folder=var_dir()), Exit.FAILED
    if isinstance(error, DatabaseError | PostgresError):
        return _("The database does not answer: {reason}").format(reason=first_line), Exit.DATABASE
    known_to_user = isinstance(error, OSError | ValueError) and first_line
    hint = "" if known_to_user else " " + _("(PARVIS_DEBUG=1 shows where it happened)")
    kind = "" if known_to_user else f"{type(error).__name__}: "
    return _("Failed: {reason}").format(reason=f"{kind}{first_line}") + hint, Exit.FAILED
