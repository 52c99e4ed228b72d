# SPDX-License-Identifier: AGPL-3.0-or-later
"""How much the service is asked, as a chart and as tables."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from parvis.kernel.organisations.actors import actor_of
from parvis.kernel.organisations.desk import desk
from parvis.services.journeys.manifest import READ
from parvis.services.journeys.queries.coordination import is_coordinator
from parvis.services.journeys.queries.scope import feeds_of
from parvis.services.journeys.queries.usage import usage
from parvis.services.journeys.reasons import reason
from parvis.services.journeys.rules.usage import LEAST
from parvis.ui.charts import BarChart, LineChart, Series

SPANS = (7, 30, 90)


@desk(READ)
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """The last days: searches, hours, why nothing was found, the stops and lines of the authority most asked for."""
    actor, asked = actor_of(request), request.GET.get("jours", "")
    span = int(asked) if asked in map(str, SPANS) else SPANS[1]
    last = timezone.localdate()
    everything = is_coordinator(actor)
    feeds = None if everything else list(feeds_of(actor).order_by("slug").values_list("slug", flat=True))
    found = usage(first=last - timedelta(days=span - 1), last=last, feeds=feeds)
    context = {
        "usage": found,
        "spans": [(each, each == span) for each in SPANS],
        "days_chart": LineChart(
            title=_("Searches by day"),
            labels=[date_format(day, "d/m") for day, _found, _missed in found.days],
            series=[
                Series(_("found"), [number for _day, number, _missed in found.days]),
                Series(_("nothing found"), [number for _day, _found, number in found.days]),
            ],
            label_heading=_("Day"),
        ),
        "hours_chart": BarChart(
            title=_("Searches by hour of the day"), labels=[f"{hour} h" for hour in range(24)], values=found.hours,
            label_heading=_("Hour"),
        ),
        "reasons": [(reason(code)[0], number) for code, number in found.reasons],
        "least": LEAST,
        "everything": everything,
    }  # fmt: skip
    return render(request, "journeys/agents/usage.html", context)
