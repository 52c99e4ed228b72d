# SPDX-License-Identifier: AGPL-3.0-or-later
"""`parvis new-service SLUG`: begins a service, in a clone of the source."""

from __future__ import annotations

from typing import Annotated

import typer

from parvis.project.command.boot import boot
from parvis.project.command.console import OUT, Exit, Refusal, answer, say
from parvis.project.words import _

AsJson = Annotated[bool, typer.Option("--json", help=_("Answer as JSON."))]


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("new-service", help=_("Begin a new service: pages, API, jobs, tests, a page of documentation."))(
        new_service
    )


def new_service(
    slug: Annotated[str, typer.Argument(help=_("Its name in code, for example shared_gardens."))],
    title: Annotated[str, typer.Option(help=_("Its title in French, as residents read it."))],
    english: Annotated[str, typer.Option(help=_("The same in English; made of the name by default."))] = "",
    path: Annotated[str, typer.Option(help=_("Its public address; made of the title by default."))] = "",
    as_json: AsJson = False,
) -> None:
    """Writes files only; the database is brought up to date by `parvis migrate`.

    It runs all the same: Django asks it for its version before it writes a migration.
    """
    boot()
    from django.conf import settings

    from parvis.project.skeleton import SkeletonError, lacks_tools, make_service, named

    try:
        service = named(slug, french=title, title=english, path=path)
        if lacks_tools():
            say(_("Installing what checks and tests the code, which takes a few minutes…"))
        files = make_service(settings.BASE_DIR, service)
    except SkeletonError as error:
        raise Refusal(str(error), Exit.USAGE) from error
    done = {"slug": slug, "path": f"/{service.path}/", "files": [str(file) for file in files]}
    following = _("Made parvis/services/{slug}. Next: parvis migrate, parvis serve, then read docs/write-a-service.md.")
    answer(done, as_json=as_json, text=lambda: OUT.print(following.format(slug=slug), markup=False))
