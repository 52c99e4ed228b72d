# SPDX-License-Identifier: AGPL-3.0-or-later
"""One journey: its timeline and map, and as an event of a calendar."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from parvis.services.journeys import calendar_file
from parvis.services.journeys.adapters.answers import JourneyFound, LegFound
from parvis.services.journeys.adapters.costs import Cost, cost_of, takes_bicycles, told
from parvis.services.journeys.adapters.drawing import bounds_of, features_of
from parvis.services.journeys.adapters.own_way import own_ways
from parvis.services.journeys.forms.search import DESTINATION, ORIGIN, SearchForm, address_of, end_asked
from parvis.services.journeys.queries.alternatives import by_car
from parvis.services.journeys.queries.disruptions import alerts, on_journeys
from parvis.services.journeys.queries.names import network_names
from parvis.services.journeys.queries.search import Asked, feeds_of, journey_of
from parvis.services.journeys.templatetags.journeys_costs import emitted, priced
from parvis.services.journeys.templatetags.journeys_public import hour, in_words, minutes_of
from parvis.services.journeys.views.public.braked import braked
from parvis.ui.maps import MapView


@require_safe
@braked
@cache_control(private=True, max_age=30)
def journey(request: HttpRequest) -> HttpResponse:
    """The journey that the address names; where the timetable has it no more, the way to those of now."""
    asked = _asked(request)
    key = request.GET.get("trajet", "")
    found = journey_of(asked, key) if asked else None
    lost = found is None
    if asked is not None and found is None:
        found = journey_of(asked, key, planned=True)
    if asked is None or found is None:
        list_url = f"{reverse('journeys:results')}?{address_of(asked)}" if asked else reverse("journeys:search")
        return render(request, "journeys/public/gone.html", {"list_url": list_url}, status=404)
    query = request.GET.urlencode()
    own, cost = own_ways(found), cost_of(found)
    features = features_of(found, own)
    drive = by_car(asked.origin, asked.destination)
    context = {
        "asked": asked,
        "journey": found,
        "met": on_journeys([found], alerts()),
        "lost": lost,
        "feeds": feeds_of([found]),
        "cost": cost,
        "car_g": drive.co2_g if drive else None,
        "networks": _networks(cost),
        "told": told(found, cost, own),
        "takes_bicycles": takes_bicycles(found),
        "over": found.arrival < timezone.now(),
        "on_request": any(leg.line and leg.line.mode.name == "ON_DEMAND" for leg in found.legs),
        "estimated": any(leg.estimated for leg in found.legs),
        "list_url": f"{reverse('journeys:results')}?{address_of(asked)}",
        "calendar_url": f"{reverse('journeys:calendar')}?{query}",
        "share_url": f"{settings.BASE_URL}{reverse('journeys:journey')}?{query}",
        "map": MapView(
            label=_("Map of the journey"), geojson=features, bounds=bounds_of(features), cluster=False, layer="ways",
            list_template="journeys/public/_way.html", list_first=True,
        ),
    }  # fmt: skip
    return render(request, "journeys/public/journey.html", context)


@require_safe
@braked
def calendar(request: HttpRequest) -> HttpResponse:
    """The journey as an .ics file."""
    asked = _asked(request)
    key = request.GET.get("trajet", "")
    found = journey_of(asked, key) if asked else None
    if asked is None or found is None:
        return render(request, "journeys/public/gone.html", {"list_url": reverse("journeys:search")}, status=404)
    title = _("{origin} to {destination}").format(origin=asked.origin.name, destination=asked.destination.name)
    content = calendar_file.event(
        uid=f"{key}@{request.get_host().partition(':')[0]}",
        begin=found.departure,
        end=found.arrival,
        title=title,
        text="\n".join([*(_line(leg) for leg in found.legs), *_costs(found)]),
        url=f"{settings.BASE_URL}{reverse('journeys:journey')}?{request.GET.urlencode()}",
        now=timezone.now(),
    )
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="trajet.ics"'
    return response


def _networks(cost: Cost) -> dict[str, str]:
    """The names of the networks whose prices are told, or unknown."""
    price = cost.price
    return network_names([*(part.feed for part in price.parts), *price.unknown]) if price else {}


def _costs(found: JourneyFound) -> list[str]:
    cost = cost_of(found)
    return [text for text in (priced(cost.price, _networks(cost)), emitted(cost.co2_g)) if text]


def _asked(request: HttpRequest) -> Asked | None:
    form = SearchForm(request.GET)
    ends = [end_asked(request.GET, name).spot for name in (ORIGIN, DESTINATION)]
    if not form.is_valid() or ends[0] is None or ends[1] is None:
        return None
    return form.question(ends[0], ends[1], timezone.now())


def _line(leg: LegFound) -> str:
    said: dict[str, Any] = {"from": leg.origin.name, "to": leg.destination.name, "at": hour(leg.departure)}
    if leg.line is None:
        words = _("{at}: cycle to {to} ({minutes})") if leg.bicycle else _("{at}: walk to {to} ({minutes})")
        return words.format(minutes=in_words(minutes_of(leg)), **said)
    return _("{at}: {line} from {from} to {to}, arrival {until}").format(
        line=leg.line.name, until=hour(leg.arrival), **said
    )
