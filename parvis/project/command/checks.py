# SPDX-License-Identifier: AGPL-3.0-or-later
"""`parvis check`: does this installation work, and is it safe?"""

from __future__ import annotations

import dataclasses
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from parvis.project.command.boot import boot
from parvis.project.command.console import OUT, Exit, answer
from parvis.project.words import _

AsJson = Annotated[bool, typer.Option("--json", help=_("Answer as JSON."))]
STYLES = {"ok": ("✓", "green"), "warning": ("!", "yellow"), "failed": ("✗", "red")}


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command(help=_("Check configuration and health; exit code 1 if something is wrong."))(check)


def check(as_json: AsJson = False) -> None:
    """Looks only; changes nothing."""
    boot()
    from parvis.project.checks import run_checks

    findings = run_checks()

    def text() -> None:
        table = Table(box=None, show_header=False, pad_edge=False)
        for finding in findings:
            sign, style = STYLES[finding.state]
            table.add_row(f"[{style}]{sign}[/]", escape(finding.name), escape(finding.text))
        OUT.print(table)

    answer([dataclasses.asdict(finding) for finding in findings], as_json=as_json, text=text)
    if any(finding.state == "failed" for finding in findings):
        raise typer.Exit(Exit.FAILED)
