# SPDX-License-Identifier: AGPL-3.0-or-later
"""`parvis journeys import|validate|bench`: timetables given, read and measured from a terminal."""

from __future__ import annotations

import io
import time
import zipfile
from pathlib import Path
from typing import Annotated, Any

import typer

from parvis.project.command.boot import boot
from parvis.project.command.console import OUT, Exit, Refusal, answer, say
from parvis.project.words import _

AsJson = Annotated[bool, typer.Option("--json", help=_("Answer as JSON."))]
Paths = Annotated[list[Path], typer.Argument(exists=True, readable=True, help=_("GTFS files, or folders of such."))]
GRAVE = ("refused", "dropped")
SHOWN_LINES = 12
WINDOW_S = 7_200


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command("import", help=_("Give timetables of an authority: taken in, checked, put in force if asked."))(give)
    app.command(help=_("Read a timetable and say what is wrong with it, line by line. Needs no database."))(validate)
    app.command(help=_("Ask the network in force random questions and say how long the answers take."))(bench)


def give(
    feeds: Paths,
    authority: Annotated[str, typer.Option(help=_("The short name of the authority."))],
    name: Annotated[str, typer.Option(help=_("The short name of the timetable; otherwise that of the file."))] = "",
    activate: Annotated[bool, typer.Option("--activate", help=_("Put in force what no grave fault forbids."))] = False,
    force: Annotated[bool, typer.Option("--force", help=_("With --activate: in spite of grave faults."))] = False,
    as_json: AsJson = False,
) -> None:
    """Delivers each file as the desk does, and checks it at once."""
    if name and len(feeds) > 1:
        raise Refusal(_("--name holds for one timetable: give one file."), Exit.USAGE)
    boot()
    done = [_give(path, authority, name or _slug(path), activate=activate, force=force) for path in feeds]
    answer(done, as_json=as_json, text=lambda: _tell_given(done))
    if any(one["state"] == "refused" or (activate and one["state"] != "active") for one in done):
        raise typer.Exit(Exit.FAILED)


def _slug(path: Path) -> str:
    from django.utils.text import slugify

    return slugify(path.stem)


def _give(path: Path, authority: str, name: str, *, activate: bool, force: bool) -> dict[str, Any]:
    from parvis.kernel.audit.actors import SYSTEM
    from parvis.kernel.audit.refusals import NotFound, Refused
    from parvis.services.journeys import operations
    from parvis.services.journeys.queries.feeds import feed_named

    say(_("Reading {name}…").format(name=path))
    try:
        feed = feed_named(name) or operations.add_feed(SYSTEM, organisation_slug=authority, slug=name, title=name)
        if feed.organisation.slug != authority:
            raise Refusal(_("The timetable “{name}” belongs to another authority.").format(name=name), Exit.USAGE)
        given, _new = operations.deliver(SYSTEM, feed_id=feed.pk, data=_packed(path), file_name=path.name)
        given = operations.check_delivery(delivery_id=given.pk) or given
        grave = [row for row in given.report if row["action"] in GRAVE]
        if activate and given.state == "checked" and (force or not grave):
            given = operations.activate(SYSTEM, key=given.uuid)
    except NotFound as error:
        raise Refusal(_("There is no authority “{name}”.").format(name=authority), Exit.USAGE) from error
    except Refused as error:
        raise Refusal(str(error)) from error
    return {"feed": name, "delivery": str(given.uuid), "state": str(given.state), "findings": given.report,
            **given.counts}  # fmt: skip


def _packed(path: Path) -> bytes:
    """The file as it is; a folder as a zip of its text files."""
    if path.is_file():
        return path.read_bytes()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(path.glob("*.txt")):
            archive.writestr(zipfile.ZipInfo(file.name), file.read_bytes(), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _tell_given(done: list[dict[str, Any]]) -> None:
    states = {
        "active": _("in force"), "checked": _("checked, not in force"), "refused": _("refused"),
        "planned": _("planned"), "retired": _("in force before"),
    }  # fmt: skip
    for one in done:
        OUT.print(f"{one['feed']}: {states.get(one['state'], one['state'])}", markup=False)
        _tell_findings(one["findings"])


def validate(
    feed: Annotated[Path, typer.Argument(exists=True, readable=True, help=_("A GTFS file, or a folder."))],
    as_json: AsJson = False,
) -> None:
    """Reads as the network would; 1 when something is left out, or nothing can be used."""
    boot(database=False)
    from parvis.engines.timetable import FeedRefused, Problem, load
    from parvis.services.journeys.adapters.findings import findings

    found: dict[str, Any] = {"feed": feed.name, "usable": True}
    try:
        timetable = load({feed.stem: feed}, reach_m=0)
        found |= {
            "first_day": timetable.feeds[0].first_day, "last_day": timetable.feeds[0].last_day,
            "stops": len(timetable.stops.lat), "lines": len(timetable.routes.mode),
            "trips": len(timetable.trips.row), "stop_times": len(timetable.arrival_s),
        }  # fmt: skip
        problems = list(timetable.problems)
    except FeedRefused as refused:
        found["usable"] = False
        problems = [each for each in refused.args if isinstance(each, Problem)]
    found["findings"] = findings(problems)
    answer(found, as_json=as_json, text=lambda: _tell_valid(found))
    if any(row["action"] in GRAVE for row in found["findings"]):
        raise typer.Exit(Exit.FAILED)


def _tell_valid(found: dict[str, Any]) -> None:
    if found["usable"]:
        text = _("{feed}: lines {lines}, stops {stops}, trips {trips}, from {first_day} to {last_day}.")
        OUT.print(text.format(**found), markup=False)
    else:
        OUT.print(_("{feed}: cannot be used.").format(**found), markup=False)
    if not found["findings"]:
        OUT.print(_("Nothing to mend."))
    _tell_findings(found["findings"])


def _tell_findings(rows: list[dict[str, Any]]) -> None:
    from parvis.services.journeys.texts import ACTIONS, finding_text

    for row in rows:
        OUT.print(f"  {row['file']} — {ACTIONS[row['action']][0]} ({row['count']})", markup=False)
        OUT.print(f"    {finding_text(row['code'], row['reason'])}", markup=False)
        if row["lines"]:
            more = "…" if row["count"] > SHOWN_LINES else ""
            lines = ", ".join(str(line) for line in row["lines"][:SHOWN_LINES])
            OUT.print("    " + _("Lines: {lines}").format(lines=lines + more), markup=False)


def bench(
    queries: Annotated[int, typer.Option(min=1, max=100_000, help=_("How many questions."))] = 300,
    seed: Annotated[int, typer.Option(help=_("The same number asks the same questions."))] = 1,
    as_json: AsJson = False,
) -> None:
    """Random stops from 5 to 22 h today, one after the other, one thread."""
    boot()
    from django.utils import timezone

    from parvis.services.journeys.adapters.network import current_network

    mapped = current_network()
    if mapped is None:
        raise Refusal(_("No network is built yet: put a timetable in force, or run “parvis journeys build”."))
    rows = _measured(mapped.timetable, timezone.localdate(), queries, seed)
    answer(rows, as_json=as_json, text=lambda: _tell_measured(rows))


def _measured(timetable: Any, day: Any, queries: int, seed: int) -> list[dict[str, Any]]:
    import numpy as np

    from parvis.engines.timetable import Query, plan

    dice, stops = np.random.default_rng(seed), timetable.served
    asked = [
        (int(a), int(b), int(at)) for a, b, at in
        zip(dice.choice(stops, queries), dice.choice(stops, queries), dice.integers(18_000, 79_200, queries),
            strict=True)
    ]  # fmt: skip
    rows = []
    for title, window_s in (("one departure", 0), ("window of two hours", WINDOW_S)):
        took, answered = [], 0
        for number, (a, b, at) in enumerate([*asked[:3], *asked]):
            start = time.perf_counter()
            found = plan(timetable, Query(a, b, day, depart_s=at, window_s=window_s))
            if number >= min(3, queries):  # the first few only warm up
                took.append((time.perf_counter() - start) * 1_000)
                answered += bool(found.journeys)
        median, p95, most = (round(float(np.percentile(took, share)), 2) for share in (50, 95, 100))
        rows.append({"question": title, "count": queries, "answered": answered, "median_ms": median, "p95_ms": p95,
                     "max_ms": most})  # fmt: skip
    return rows


def _tell_measured(rows: list[dict[str, Any]]) -> None:
    titles = {"one departure": _("one departure"), "window of two hours": _("window of two hours")}
    text = _("{title}: median {median_ms} ms, 95 % under {p95_ms} ms, longest {max_ms} ms; {answered} of {count} found")
    for row in rows:
        OUT.print(text.format(title=titles[row["question"]], **row), markup=False)
