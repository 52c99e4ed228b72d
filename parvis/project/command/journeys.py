# SPDX-License-Identifier: AGPL-3.0-or-later
"""`parvis journeys plan|build`: ask the network in force, build it now; more in `timetables`."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import typer

from parvis.project.command import timetables
from parvis.project.command.boot import boot
from parvis.project.command.console import OUT, Exit, Refusal, answer, say
from parvis.project.words import _

app = typer.Typer(help=_("Journeys by public transport."), no_args_is_help=True)
timetables.register(app)
AsJson = Annotated[bool, typer.Option("--json", help=_("Answer as JSON."))]
MINUTE_S = 60
POINT = "LAT,LON"
FORM = "FEED:STOP"
"""The short name of a timetable, and the stop_id in its file."""


@app.command(help=_("Build the network of all timetables in force now; otherwise a background job does it."))
def build(as_json: AsJson = False) -> None:
    """Calls the operation that the job calls."""
    boot()
    from parvis.kernel.organisations.actors import SYSTEM
    from parvis.services.journeys.operations import build_network

    say(_("Reading the timetables…"))
    made = build_network(SYSTEM)
    if made is None:
        raise Refusal(_("No timetable is in force: nothing to build."))
    if made.state != "ready":
        raise Refusal(_("Not built; the network before it stays in force: {problem}").format(problem=made.problem))
    done = {"fingerprint": made.fingerprint, "day": made.day, "problem": made.problem, **made.counts}
    answer(done, as_json=as_json, text=lambda: _tell_counts(done))


@app.command(help=_("Find journeys between stops or any points."))
def plan(
    from_stop: Annotated[str, typer.Option("--from-stop", help=_("Where from, as {form}.").format(form=FORM))] = "",
    to_stop: Annotated[str, typer.Option("--to-stop", help=_("Where to, as {form}.").format(form=FORM))] = "",
    from_point: Annotated[str, typer.Option("--from", help=_("Where from, as {form}.").format(form=POINT))] = "",
    to_point: Annotated[str, typer.Option("--to", help=_("Where to, as {form}.").format(form=POINT))] = "",
    depart: Annotated[
        str, typer.Option(help=_("Leave at, such as 2026-12-01T08:00; local time without an offset."))
    ] = "",
    arrive: Annotated[str, typer.Option(help=_("Be there at, likewise."))] = "",
    window: Annotated[int, typer.Option(min=0, max=1440, help=_("All sensible journeys of so many minutes."))] = 0,
    as_json: AsJson = False,
) -> None:
    """Asks the network in force, as the pages do."""
    if bool(depart) == bool(arrive):
        raise Refusal(_("Give --depart or --arrive, one of the two."), Exit.USAGE)
    boot()
    from parvis.services.journeys.queries.journey_json import journeys_json
    from parvis.services.journeys.queries.planning import plan_journeys

    leave, come = (moment_of(text) if text else None for text in (depart, arrive))
    ends = _end(from_stop, from_point), _end(to_stop, to_point)
    found = plan_journeys(*ends, depart=leave, arrive=come, window_s=window * MINUTE_S)
    if found.why and found.why != "nothing_found":
        raise Refusal(why_in_words(found.why))
    data = journeys_json(found)
    answer(data, as_json=as_json, text=lambda: _tell(data))


def _end(stop: str, point: str) -> Any:
    if bool(stop) == bool(point):
        raise Refusal(_("Give a stop or a point for each end, one of the two."), Exit.USAGE)
    return _key(stop) if stop else spot_of(point)


def spot_of(text: str) -> Any:
    """The point of "LAT,LON"."""
    from parvis.kernel.places.requests import point_from
    from parvis.services.journeys.adapters.answers import Spot

    lat, _comma, lon = text.partition(",")
    found = point_from(lon, lat)
    if found is None:
        raise Refusal(_("“{text}” is no point: write {form}.").format(text=text, form=POINT), Exit.USAGE)
    return Spot(found.lat, found.lon)


def _key(text: str) -> tuple[str, str]:
    feed, colon, stop_id = text.partition(":")
    if not (feed and colon and stop_id):
        raise Refusal(_("“{text}” is no stop: write {form}.").format(text=text, form=FORM), Exit.USAGE)
    return feed, stop_id


def moment_of(text: str) -> datetime:
    """A moment of the command line, in the town's zone unless it says its offset."""
    from django.utils import timezone

    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        message = _("“{text}” is no moment: write 2026-12-01T08:00.")
        raise Refusal(message.format(text=text), Exit.USAGE) from None
    return moment if moment.tzinfo else timezone.make_aware(moment)


def why_in_words(code: str) -> str:
    """Why there is no answer."""
    return {
        "no_network": _("No network is built yet: put a timetable in force, or run “parvis journeys build”."),
        "unknown_origin": _("The stop to leave from is in no timetable in force."),
        "unknown_destination": _("The stop to go to is in no timetable in force."),
        "same_place": _("Both stops are the same."),
        "outside_calendars": _("No timetable in force holds that day."),
    }.get(code, _("No stop is in reach of one of the two points ({code}).").format(code=code))


def _tell_counts(done: dict[str, Any]) -> None:
    for key, value in done.items():
        if value:
            OUT.print(f"{key:<16}{value if not isinstance(value, list) else ', '.join(value)}", markup=False)


def _tell(data: dict[str, Any]) -> None:
    if not data["journeys"]:
        OUT.print(_("No journey found."))
    for journey in data["journeys"]:
        times = f"{journey['departure'][11:16]} → {journey['arrival'][11:16]}"
        OUT.print(_("{times}, changes: {transfers}, walking: {walk_m} m").format(times=times, **journey), markup=False)
        for leg in journey["legs"]:
            ends = f"{leg['from_name']} → {leg['to_name']}"
            OUT.print(f"  {leg['departure'][11:16]}  {leg['route_name'] or '·':<8}{ends}", markup=False)
