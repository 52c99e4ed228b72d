# SPDX-License-Identifier: AGPL-3.0-or-later
"""`parvis backup FILE` and `parvis restore FILE`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from parvis.project.command.boot import boot, start_database, var_dir
from parvis.project.command.console import OUT, Exit, Refusal, answer, bars
from parvis.project.words import _

AsJson = Annotated[bool, typer.Option("--json", help=_("Answer as JSON."))]


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command(help=_("Write database, files, keys and configuration into one file, while the portal runs."))(backup)
    app.command(help=_("Put a backup in place of what is here: all of it, or nothing."))(restore)


def backup(
    file: Annotated[
        Path, typer.Argument(help=_("The file to write; an existing one is never replaced."), dir_okay=False)
    ],
    as_json: AsJson = False,
) -> None:
    """The file appears under its name once it is whole."""
    _require_folder(file.parent)
    boot()
    from django.conf import settings

    from parvis.project.archive import write_archive

    try:
        with bars() as steps, steps.step(_("Backup")) as progress:
            manifest = write_archive(
                file,
                database_url=start_database(),
                var_dir=var_dir(),
                configuration=settings.CONFIG_FILE,
                progress=progress,
            )
    except FileExistsError as error:
        raise Refusal(
            _("{file} exists already; a backup is never overwritten.").format(file=file), Exit.REFUSED
        ) from error
    done = {
        "file": str(file),
        "bytes": file.stat().st_size,
        "parts": len(manifest["parts"]),
        "version": manifest["version"],
    }
    line = _("{file}: {megabytes} MB, {parts} parts, each with its checksum.")
    text = line.format(file=file, megabytes=done["bytes"] // 1_000_000, parts=done["parts"])
    answer(done, as_json=as_json, text=lambda: OUT.print(text, markup=False))


def _require_folder(folder: Path) -> None:
    """Said before the database is started: no folder to write into, or not ours."""
    if not folder.is_dir():
        text = _("The folder {folder} does not exist: make it first.")
    elif not os.access(folder, os.W_OK | os.X_OK):
        text = _("This account may not write into the folder {folder}.")
    else:
        return
    raise Refusal(text.format(folder=folder), Exit.USAGE)


def restore(
    file: Annotated[Path, typer.Argument(help=_("A file that “parvis backup” wrote."), exists=True, dir_okay=False)],
    force: Annotated[
        bool, typer.Option("--force", help=_("Replace the data that are here; they are set aside."))
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Stop the portal first, or reload it afterwards: it holds keys and settings in memory."""
    boot()
    from django.conf import settings
    from django.db import connections

    from parvis.project.archive import ArchiveDamaged, RestoreRefused, read_archive
    from parvis.project.archive import restore as put_back

    connections.close_all()
    try:
        with bars() as steps:
            with steps.step(_("Verifying every part")):
                contents = read_archive(file)
            with steps.step(_("Restoring")) as progress:
                former = put_back(
                    contents,
                    database_url=start_database(),
                    var_dir=var_dir(),
                    configuration=settings.CONFIG_FILE,
                    force=force,
                    progress=progress,
                )
    except (ArchiveDamaged, RestoreRefused) as error:
        raise Refusal(str(error), Exit.REFUSED) from error
    line = _("Restored. What was here before is kept in the database {database} and in {files}.")
    if not former["database"]:
        line = _("Restored.")
    answer(former, as_json=as_json, text=lambda: OUT.print(line.format(**former), markup=False))
