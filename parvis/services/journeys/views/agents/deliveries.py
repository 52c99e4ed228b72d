# SPDX-License-Identifier: AGPL-3.0-or-later
"""One delivered file: what its check found, what it changes, and the decision."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from parvis.kernel.audit.refusals import Conflict, Refused
from parvis.kernel.organisations.actors import actor_of
from parvis.kernel.organisations.desk import desk
from parvis.services.journeys import operations, storage
from parvis.services.journeys.forms.feeds import PlanForm
from parvis.services.journeys.manifest import ACTIVATE, READ
from parvis.services.journeys.models import Delivery
from parvis.services.journeys.queries.scope import delivery_for
from parvis.services.journeys.rules.deliveries import DeliveryState, may_become
from parvis.services.journeys.texts import ACTIONS, finding_text
from parvis.ui.maps import MapView


@desk(READ)
@require_safe
def delivery(request: HttpRequest, key: UUID) -> HttpResponse:
    """What is in a file."""
    row = delivery_for(actor_of(request), key)
    return _page(request, row, PlanForm(initial={"version": row.version}))


@desk(READ)
@require_safe
def stops(request: HttpRequest, key: UUID) -> HttpResponse:
    """The stops that come, go and move, for the map."""
    row = delivery_for(actor_of(request), key)
    features = [_feature(kind, number, stop) for kind, found in _stops(row) for number, stop in enumerate(found)]
    return JsonResponse({"type": "FeatureCollection", "features": features})


@desk(READ)
@require_safe
def file(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """The file as it was delivered."""
    row = delivery_for(actor_of(request), key)
    name = f"{row.feed.slug}-{row.received_at:%Y%m%d-%H%M}.zip"
    return FileResponse(storage.open_feed(row.path), as_attachment=True, filename=name, content_type="application/zip")


@desk(ACTIVATE)
@require_POST
def activate(request: HttpRequest, key: UUID) -> HttpResponse:
    """Puts a file in force now."""
    return _decide(request, key, operations.activate, said=_("It is in force: from now on everybody gets it."))


@desk(ACTIVATE)
@require_POST
def plan(request: HttpRequest, key: UUID) -> HttpResponse:
    """Plans a file for a day."""
    row = delivery_for(actor_of(request), key)
    form = PlanForm(request.POST)
    if not form.is_valid():
        return _page(request, row, form, status=422)
    act = partial(operations.plan, day=form.cleaned_data["day"])
    return _decide(request, key, act, said=_("It comes into force in the night before that day."), form=form)


@desk(ACTIVATE)
@require_POST
def unplan(request: HttpRequest, key: UUID) -> HttpResponse:
    """Takes the plan back."""
    return _decide(request, key, operations.unplan, said=_("It is not planned any more."))


def _decide(
    request: HttpRequest, key: UUID, act: Callable[..., Delivery], *, said: str, form: PlanForm | None = None
) -> HttpResponse:
    """Does what was decided about the file as it was seen, and says so, or why not."""
    given = request.POST.get("version", "")
    seen = int(given) if given.isascii() and given.isdigit() and len(given) < 10 else None
    try:
        act(actor_of(request), key=key, expected_version=seen)
    except Conflict:
        messages.error(request, _("Somebody else has just decided. Here is how it stands; nothing was overwritten."))
    except Refused as refused:
        if form is not None and "day" in refused.by_field():
            form.add_error("day", refused.by_field()["day"])
            return _page(request, delivery_for(actor_of(request), key), form, status=422)
        messages.error(request, str(refused))
    else:
        messages.success(request, said)
    return redirect("journeys_agents:delivery", key)


def _page(request: HttpRequest, row: Delivery, form: PlanForm, status: int = 200) -> HttpResponse:
    actor = actor_of(request)
    context = {
        "delivery": row,
        "feed": row.feed,
        "form": form,
        "findings": [_finding(each) for each in row.report],
        "changes": row.changes,
        "map": _map(row),
        "waits": row.state == DeliveryState.RECEIVED,
        "may_activate": actor.can(ACTIVATE) and may_become(row.state, DeliveryState.ACTIVE),
        "may_plan": actor.can(ACTIVATE) and may_become(row.state, DeliveryState.PLANNED),
        "is_planned": row.state == DeliveryState.PLANNED and actor.can(ACTIVATE),
    }
    return render(request, "journeys/agents/delivery.html", context, status=status)


def _finding(row: dict[str, Any]) -> dict[str, Any]:
    label, tone = ACTIONS[row["action"]]
    return {**row, "label": label, "tone": tone, "text": finding_text(row["code"], row["reason"])}


_TONES = {"added": "ok", "removed": "danger", "moved": "warn"}


def _stops(row: Delivery) -> list[tuple[str, list[dict[str, Any]]]]:
    found = row.changes.get("stops", {})
    return [(kind, found[kind]["rows"]) for kind in _TONES if kind in found]


def _feature(kind: str, number: int, stop: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": f"{kind}-{number}",
        "geometry": {"type": "Point", "coordinates": [stop["lon"], stop["lat"]]},
        "properties": {"title": stop["name"], "tone": _TONES[kind]},
    }


def _map(row: Delivery) -> MapView | None:
    points = [(stop["lon"], stop["lat"]) for _kind, found in _stops(row) for stop in found]
    if not points:
        return None
    lons, lats = [lon for lon, _lat in points], [lat for _lon, lat in points]
    return MapView(
        label=_("Stops that come, go and move"),
        features_url=f"/agents/trajets/livraisons/{row.uuid}/arrets.json",
        bounds=(min(lons), min(lats), max(lons), max(lats)),
        list_template="journeys/agents/_stops.html",
    )
