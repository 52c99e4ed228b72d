# SPDX-License-Identifier: AGPL-3.0-or-later
"""The search of journeys: its form, the choice of a place, the list of answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from parvis.kernel.organisations.actors import actor_of, address_hash_of
from parvis.kernel.registry.extension_points.journey_options import JourneyQuestion
from parvis.services.journeys.adapters.answers import JourneyFound, Spot
from parvis.services.journeys.adapters.costs import cost_of
from parvis.services.journeys.adapters.options import options_for
from parvis.services.journeys.forms.search import (
    DESTINATION,
    ORIGIN,
    SearchForm,
    address_of,
    end_asked,
)
from parvis.services.journeys.operations import count_search
from parvis.services.journeys.queries.alternatives import by_car
from parvis.services.journeys.queries.disruptions import alerts, on_journeys
from parvis.services.journeys.queries.favourites import favourites_of
from parvis.services.journeys.queries.names import network_names
from parvis.services.journeys.queries.places import search_places
from parvis.services.journeys.queries.search import Asked, Found, key_of, refreshes, search_journeys
from parvis.services.journeys.reasons import reason
from parvis.services.journeys.rules.disruptions import Timing
from parvis.services.journeys.views.public.braked import braked
from parvis.services.journeys.views.public.choosing import choice, resolved

_PLACES_SHARED_S = 300
_STEP = timedelta(hours=1)
_MOST_ALERTS = 3


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """The form; filled in with what the address says."""
    asked = request.GET
    form = SearchForm(
        initial={"quand": "maintenant", **{name: asked[name] for name in SearchForm.base_fields if name in asked}}
    )
    now = timezone.localtime().replace(second=0, microsecond=0)
    mine = favourites_of(actor_of(request), now)
    return render(request, "journeys/public/search.html", _form(request, form) | {"mine": mine, "now": now})


@require_safe
@braked
@cache_control(private=True, max_age=30)
def results(request: HttpRequest) -> HttpResponse:
    """The answers; or the form with what is wrong, or a place to choose."""
    form = SearchForm(request.GET)
    if not form.is_valid():
        return render(request, "journeys/public/search.html", _form(request, form), status=422)
    ends: list[Spot] = []
    for name in (ORIGIN, DESTINATION):
        found = resolved(end_asked(request.GET, name))
        if not isinstance(found, Spot):
            title = _("Where do you leave from?") if name == ORIGIN else _("Where do you go to?")
            back = f"{reverse('journeys:search')}?{request.GET.urlencode()}"
            return choice(request, name, found, title=title, on=reverse("journeys:results"), back=back)
        ends.append(found)
    now = timezone.now()
    asked = form.question(ends[0], ends[1], now)
    answer = search_journeys(asked, now=now)
    count_search(
        channel="page",
        why=answer.why,
        ends=(asked.origin, asked.destination),
        lines=[leg.line for one in answer.journeys for leg in one.legs if leg.line],
        caller=address_hash_of(request),
    )
    return render(request, "journeys/public/results.html", _results(asked, answer, now, request.GET))


@require_safe
@braked
@cache_control(public=True, max_age=_PLACES_SHARED_S)
def places(request: HttpRequest) -> HttpResponse:
    """`?q=`: stops and addresses for the combobox."""
    return JsonResponse([hit.as_json() for hit in search_places(request.GET.get("q", ""))], safe=False)


def _form(request: HttpRequest, form: SearchForm) -> dict[str, Any]:
    kept = {}
    for name in (ORIGIN, DESTINATION):
        end = end_asked(request.GET, name)
        place = (f"{end.spot.lon:.6f}", f"{end.spot.lat:.6f}") if end.spot else ("", "")
        kept[name] = {"lon": place[0], "lat": place[1], "words": end.words}
    now = timezone.now()
    disturbed = [one for one in alerts(now) if one.timing(now) is Timing.NOW]
    return {"form": form, "kept": kept, "disturbed": len(disturbed), "serious": disturbed[:_MOST_ALERTS]}


def _results(asked: Asked, found: Found, now: datetime, asked_for: QueryDict) -> dict[str, Any]:
    shown = [*found.journeys, *([found.on_foot] if found.on_foot else [])]
    longest = max(((one.arrival - one.departure).total_seconds() for one in shown), default=0)
    rows = [_row(asked, one) for one in found.journeys]
    drive = by_car(asked.origin, asked.destination) if shown else None
    back = replace(asked, origin=asked.destination, destination=asked.origin)
    context: dict[str, Any] = {
        "asked": asked,
        "found": found,
        "met": on_journeys(found.journeys, alerts(now)),
        "longest_s": longest,
        "journeys": rows,
        "car": drive,
        "options": options_for(_question(asked)),
        "networks": network_names(slug for row in rows if row["cost"].price for slug in row["cost"].price.unknown),
        "by_bicycle": _row(asked, found.by_bicycle) if found.by_bicycle else None,
        "on_foot": _row(asked, found.on_foot) if found.on_foot else None,
        "change_url": f"{reverse('journeys:search')}?{address_of(asked)}",
        "back_url": f"{reverse('journeys:results')}?{address_of(back)}",
        "fresh_url": f"{reverse('journeys:results')}?{asked_for.urlencode()}" if refreshes(found.journeys) else "",
        "earlier_url": "",
        "later_url": "",
        "other_day": bool(found.journeys) and found.journeys[0].departure.date() != timezone.localdate(asked.at),
    }
    if found.why:
        context["why_title"], context["why_text"] = reason(found.why, found.last_day)
    if found.journeys:
        context["earlier_url"], context["later_url"] = _around(asked, found.journeys, now)
    return context


def _question(asked: Asked) -> JourneyQuestion:
    return JourneyQuestion(
        from_lon=asked.origin.lon, from_lat=asked.origin.lat, to_lon=asked.destination.lon,
        to_lat=asked.destination.lat,
        at=asked.at, arrive=asked.arrive, wheelchair=asked.wheelchair,
    )  # fmt: skip


def _row(asked: Asked, journey: JourneyFound) -> dict[str, Any]:
    here = reverse("journeys:journey")
    return {"journey": journey, "cost": cost_of(journey), "url": f"{here}?{address_of(asked, trajet=key_of(journey))}"}


def _around(asked: Asked, journeys: tuple[JourneyFound, ...], now: datetime) -> tuple[str, str]:
    """Addresses of what leaves before and after what is shown; nothing leads into the past."""
    here, minute = reverse("journeys:results"), timedelta(minutes=1)
    first, last = journeys[0], journeys[-1]
    if asked.arrive:
        earlier, later = first.arrival - minute, last.arrival + _STEP
    else:
        earlier, later = first.departure - _STEP, last.departure + minute
    before = f"{here}?{address_of(replace(asked, at=earlier))}" if first.departure > now else ""
    return before, f"{here}?{address_of(replace(asked, at=later))}"
