# SPDX-License-Identifier: AGPL-3.0-or-later
"""A day's round in street order: prepared at the desk, printed, or followed on a telephone."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from parvis.kernel.audit.actors import Actor
from parvis.kernel.audit.refusals import Refused
from parvis.kernel.files import operations as files
from parvis.kernel.files.rules import FileRefused
from parvis.kernel.organisations.actors import actor_of
from parvis.kernel.organisations.desk import desk
from parvis.services.reports import operations
from parvis.services.reports.forms.agents.rounds import RoundForm, StopForm
from parvis.services.reports.manifest import READ, TREAT
from parvis.services.reports.models import Report
from parvis.services.reports.queries.rounds import Round, round_for
from parvis.services.reports.queries.scope import report_for
from parvis.services.reports.queries.selection import round_candidates
from parvis.services.reports.rules.states import CLOSED, State
from parvis.services.reports.views.agents.papers import pdf, round_sheet
from parvis.ui.formats import long_date
from parvis.ui.maps import MapView

KEY_HEADER = "X-Client-Key"
"""Sent along by a script that keeps a form until it is taken."""
_ONCE_S = 86_400 * 7
"""How long a stop's key is remembered, for a telephone that sends it again."""


@desk(READ)
@require_safe
def prepare(request: HttpRequest) -> HttpResponse:
    """Choose the team and the day, leave stops out, see the order and the way."""
    actor = actor_of(request)
    form = RoundForm(request.GET, actor=actor)
    candidates = round_candidates(actor, day=form.day, team_id=form.team_id)
    found = _round(actor, form, candidates)
    kept = {report.pk for report in found.reports}
    context = {
        "form": form,
        "found": found,
        "left_out": [report for report in candidates if report.pk not in kept],
        "query": _query(form, found),
        "map": _map(found),
    }
    return render(request, "reports/agents/round.html", context)


@desk(READ)
@require_safe
def sheet(request: HttpRequest) -> HttpResponse:
    """The round on paper."""
    actor = actor_of(request)
    form = RoundForm(request.GET, actor=actor)
    found = _round(actor, form, round_candidates(actor, day=form.day, team_id=form.team_id))
    facts = [[_("Day"), long_date(form.day)], [_("Team"), _team_name(form)]]
    return pdf(round_sheet(found, title=_("Round"), facts=facts), f"tournee-{form.day:%Y-%m-%d}")


@desk(TREAT)
@require_safe
def field(request: HttpRequest) -> HttpResponse:
    """The round on a telephone: one stop after the other, each marked with a photo."""
    actor = actor_of(request)
    form = RoundForm(request.GET, actor=actor)
    found = _round(actor, form, round_candidates(actor, day=form.day, team_id=form.team_id))
    context = {"form": form, "found": found, "query": _query(form, found), "stop_form": StopForm()}
    return render(request, "reports/agents/field.html", context)


@desk(TREAT)
@require_POST
def mark(request: HttpRequest, reference: str) -> HttpResponse:
    """What became of a stop. The same sending, again, changes nothing."""
    actor = actor_of(request)
    report = report_for(actor, reference)
    form = StopForm(request.POST, request.FILES)
    query = urlencode([(name, value) for name in ("equipe", "jour", "id") for value in request.GET.getlist(name)])
    back = f"{reverse('reports_agents:field')}?{query}" if query else reverse("reports_agents:field")
    if not form.is_valid():
        return _refused(request, back, _("This could not be saved."))
    if not _first_time(actor, report, form.cleaned_data["client_key"]):
        return redirect(back)
    try:
        _write(actor, report, form.cleaned_data)
    except FileRefused as refused:
        said = str(refused.message)
    except Refused as refused:
        said = str(refused.problems[0].message)
    else:
        messages.success(request, _("%s is noted.") % reference)
        return redirect(back)
    _forget(actor, report, form.cleaned_data["client_key"])
    return _refused(request, back, said)


def _refused(request: HttpRequest, back: str, said: str) -> HttpResponse:
    """Says why; a telephone that sends from its own store hears that it must keep what it holds."""
    if KEY_HEADER in request.headers:
        return HttpResponse(said, status=422, content_type="text/plain; charset=utf-8")
    messages.error(request, said)
    return redirect(back)


def _write(actor: Actor, report: Report, values: dict[str, Any]) -> None:
    if values["photo"]:
        stored = files.store(actor, values["photo"], policy=operations.photo_policy())
        operations.add_agent_photo(actor, report_id=report.pk, file_id=stored.pk)
    if values["outcome"] == "done" and report.state not in CLOSED:
        operations.change_state(actor, report_id=report.pk, target=State.RESOLVED, reason=values["note"])
    elif values["note"] or values["outcome"] == "later":
        operations.add_note(actor, report_id=report.pk, text=values["note"] or _("To come back."))


def _cache_key(actor: Actor, report: Report, key: str) -> str:
    return f"reports.stop.{actor.person_id}.{report.pk}.{key}"


def _first_time(actor: Actor, report: Report, key: str) -> bool:
    return not key or cache.add(_cache_key(actor, report, key), 1, _ONCE_S)


def _forget(actor: Actor, report: Report, key: str) -> None:
    cache.delete(_cache_key(actor, report, key))


def _round(actor: Actor, form: RoundForm, candidates: list[Report]) -> Round:
    known = [report.pk for report in candidates]
    chosen = [key for key in form.chosen if key in set(known)] if form.chosen else known
    return round_for(actor, report_ids=chosen)


def _query(form: RoundForm, found: Round) -> str:
    pairs: list[tuple[str, Any]] = [("jour", form.day.isoformat())]
    if form.team_id is not None:
        pairs.append(("equipe", form.team_id))
    if form.chosen:
        pairs += [("id", report.pk) for report in found.reports]
    return urlencode(pairs)


def _team_name(form: RoundForm) -> str:
    return str(dict(form.teams).get(str(form.team_id or ""), ""))


def _map(found: Round) -> MapView | None:
    """The stops, numbered by their title."""
    if not found.reports:
        return None
    points = [(report.longitude, report.latitude) for report in found.reports]
    lons, lats = [lon for lon, _lat in points], [lat for _lon, lat in points]
    features = [
        {
            "type": "Feature",
            "id": report.reference,
            "geometry": {"type": "Point", "coordinates": [report.longitude, report.latitude]},
            "properties": {
                "id": report.reference,
                "title": f"{number}. {report.address}",
                "url": reverse("reports_agents:case", args=[report.reference]),
                "tone": "progress",
            },
        }
        for number, report in enumerate(found.reports, start=1)
    ]
    margin = 0.004
    return MapView(
        label=_("Map of the round"),
        geojson={"type": "FeatureCollection", "features": features},
        bounds=(min(lons) - margin, min(lats) - margin, max(lons) + margin, max(lats) + margin),
        cluster=False,
        list_template="reports/agents/_stops.html",
    )
