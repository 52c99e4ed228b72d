# SPDX-License-Identifier: AGPL-3.0-or-later
"""`parvis services list|open|close|remove`: which citizen services this town runs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import tomlkit
import typer

from parvis.project.command.boot import boot
from parvis.project.command.console import OUT, Exit, Refusal, answer
from parvis.project.words import _

app = typer.Typer(help=_("Which services this town runs."), no_args_is_help=True)
AsJson = Annotated[bool, typer.Option("--json", help=_("Answer as JSON."))]
Slug = Annotated[str, typer.Argument(help=_("The service, as “parvis services list” names it."))]


@app.command("list", help=_("List the services and their states."))
def list_services(as_json: AsJson = False) -> None:
    """Reads the configuration only; needs no database."""
    boot(database=False)
    found = _states()

    def text() -> None:
        for row in found:
            OUT.print(f"{row['slug']:<24}{row['state']:<10}{row['title']}", markup=False)

    answer(found, as_json=as_json, text=text)


@app.command("open", help=_("Open a service to the public."))
def open_service(slug: Slug, as_json: AsJson = False) -> None:
    """Writes `parvis.toml`."""
    _set(slug, "open", as_json=as_json)


@app.command("close", help=_("Close a service: no page, no job; its data stay exportable and erasable."))
def close_service(slug: Slug, as_json: AsJson = False) -> None:
    """Writes `parvis.toml`."""
    _set(slug, "closed", as_json=as_json)


def _states() -> list[dict[str, str]]:
    from django.conf import settings
    from django.utils.translation import override

    from parvis.kernel.registry import manifests
    from parvis.kernel.registry.catalogue import service_slugs

    with override(settings.LANGUAGE_CODE):
        titles = {manifest.slug: str(manifest.title) for manifest in manifests(include_closed=True)}
    return [
        {"slug": slug, "state": str(settings.CATALOGUE.state(slug)), "title": titles.get(slug, "")}
        for slug in service_slugs()
    ]


def _set(slug: str, state: str, *, as_json: bool) -> None:
    boot(database=False)
    from django.conf import settings

    known = {row["slug"] for row in _states()}
    if slug not in known:
        message = _("There is no service “{slug}”; the services are: {known}.")
        raise Refusal(message.format(slug=slug, known=", ".join(sorted(known))), Exit.USAGE)
    write_state(settings.CONFIG_FILE, slug, state)
    done = {"slug": slug, "state": state, "file": str(settings.CONFIG_FILE)}
    reload = _("Written to {file}. A running portal takes it up on: systemctl reload parvis (or kill -HUP).")
    answer(done, as_json=as_json, text=lambda: OUT.print(reload.format(file=done["file"]), markup=False))


def write_state(path: Path, slug: str, state: str) -> None:
    """Sets one line of table `[services]`, keeping comments and order; the file is replaced whole or not at all."""
    document = tomlkit.parse(path.read_text(encoding="utf-8"))
    table = document.setdefault("services", tomlkit.table())
    table[slug] = state
    aside = path.with_name(f".{path.name}.new")
    aside.write_text(tomlkit.dumps(document), encoding="utf-8")
    aside.chmod(path.stat().st_mode & 0o777)
    aside.replace(path)
