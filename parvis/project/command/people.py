# SPDX-License-Identifier: AGPL-3.0-or-later
"""`parvis createuser`: the first administrator, or anybody whom the IT team adds by hand."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from parvis.project.command.boot import boot
from parvis.project.command.console import OUT, Exit, Refusal, answer
from parvis.project.words import _

AsJson = Annotated[bool, typer.Option("--json", help=_("Answer as JSON."))]


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command(help=_("Create an account, and give it a role in an organisation."))(createuser)


def createuser(
    email: Annotated[str, typer.Argument(help=_("The person's e-mail address; held to be verified."))],
    name: Annotated[str, typer.Option(help=_("First and last name."))] = "",
    role: Annotated[
        str, typer.Option(help=_("agent, call_taker, supervisor, administrator or it; none: resident."))
    ] = "",
    organisation: Annotated[str, typer.Option(help=_("The organisation's short name; the town by default."))] = "",
    it: Annotated[bool, typer.Option("--it", help=_("May open the technical administration at /it/."))] = False,
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help=_("Read the password from the input."))
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Asks for the password twice unless it comes by the input."""
    if not password_stdin and not sys.stdin.isatty():
        raise Refusal(_("There is no terminal to ask for the password: use --password-stdin."), Exit.USAGE)
    boot()
    from django.core.exceptions import ValidationError

    from parvis.project.command.newcomer import Newcomer, add_person, require_sense

    newcomer = Newcomer(email=email, name=name, role=role or ("it" if it else ""), organisation=organisation, it=it)
    try:
        require_sense(newcomer)
        password = _read_password() if password_stdin else typer.prompt(
            _("Password"), hide_input=True, confirmation_prompt=_("Once more")
        )  # fmt: skip
        made = add_person(newcomer, password=password)
    except ValidationError as error:
        raise Refusal(" ".join(error.messages), Exit.USAGE) from error
    answer(
        made, as_json=as_json, text=lambda: OUT.print(_("Created: {email}").format(email=made["email"]), markup=False)
    )


def _read_password() -> str:
    password = sys.stdin.readline().rstrip("\n")
    if not password:
        raise Refusal(_("No password came by the input."), Exit.USAGE)
    return password
