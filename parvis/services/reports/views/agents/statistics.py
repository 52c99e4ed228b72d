# SPDX-License-Identifier: AGPL-3.0-or-later
"""The supervisor's figures: how long reports take, how old the open ones are, where they come from; and exports."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from parvis.kernel.audit.actors import Actor
from parvis.kernel.open_data.writers import WRITE_PARQUET, inert, plain_value
from parvis.kernel.organisations.actors import actor_of
from parvis.kernel.organisations.desk import desk
from parvis.kernel.places import queries as places
from parvis.kernel.registry.catalogue import load
from parvis.services.reports.forms.agents.filters import DeskFilterForm
from parvis.services.reports.forms.agents.period import PeriodForm
from parvis.services.reports.manifest import SUPERVISE
from parvis.services.reports.queries.desk import ReportFilter
from parvis.services.reports.queries.rounds import EXPORT_COLUMNS, export_rows
from parvis.services.reports.queries.statistics import HeatCell, ageing, heat, period_figures, time_to_treat, trend
from parvis.ui.charts import BarChart, LineChart, Series, figure
from parvis.ui.maps import MapView

_LISTED_CELLS = 12
_CHARTED = 8
_WEEK = 7
_NONE = "–"


@desk(SUPERVISE)
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """All figures of a period on one page."""
    actor = actor_of(request)
    form = PeriodForm(request.GET)
    times = time_to_treat(actor, since=form.since, until=timezone.now())
    cells = heat(actor, since=form.since)
    context = {
        "form": form,
        "headlines": _headlines(actor, form),
        "times": times,
        "time_chart": _time_chart(times),
        "age_chart": _age_chart(actor),
        "trend_chart": _trend_chart(actor, form.days),
        "cells": [_named(cell) for cell in cells[:_LISTED_CELLS]],
        "map": _heat_map(cells, form.days),
        "query": request.GET.urlencode(),
    }
    return render(request, "reports/agents/figures.html", context)


@desk(SUPERVISE)
@require_safe
def heat_cells(request: HttpRequest) -> HttpResponse:
    """GeoJSON (RFC 7946) of the H3 cells in which reports lie; `weight` from 0 to 1."""
    cells = heat(actor_of(request), since=PeriodForm(request.GET).since)
    most = max((cell.count for cell in cells), default=1)
    features = [
        {
            "type": "Feature",
            "id": f"{cell.cell:x}",
            "geometry": {"type": "Polygon", "coordinates": [cell.outline]},
            "properties": {"id": f"{cell.cell:x}", "title": str(cell.count), "weight": round(cell.count / most, 3)},
        }
        for cell in cells
    ]
    return JsonResponse({"type": "FeatureCollection", "features": features})


@desk(SUPERVISE)
@require_safe
def export_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The reports of the filter as CSV (RFC 4180, UTF-8 with mark, semicolons: what a French spreadsheet opens)."""
    actor = actor_of(request)
    rows = export_rows(actor, _export_filter(request, actor))
    response = StreamingHttpResponse(_csv(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="signalements-{timezone.localdate()}.csv"'
    return response


@desk(SUPERVISE)
@require_safe
def export_parquet(request: HttpRequest) -> HttpResponse:
    """The same as Parquet."""
    actor = actor_of(request)
    out = io.BytesIO()
    load(WRITE_PARQUET)(export_rows(actor, _export_filter(request, actor)), EXPORT_COLUMNS, out)
    response = HttpResponse(out.getvalue(), content_type="application/vnd.apache.parquet")
    response["Content-Disposition"] = f'attachment; filename="signalements-{timezone.localdate()}.parquet"'
    return response


def _export_filter(request: HttpRequest, actor: Actor) -> ReportFilter:
    """The queue's filter, or what came in the last `jours`; without any, everything."""
    data = request.GET.copy()
    data.setdefault("file", "tous")
    chosen = DeskFilterForm(data, actor=actor).chosen()
    return replace(chosen, since=PeriodForm(request.GET).since) if request.GET.get("jours") else chosen


def _csv(rows: Iterator[dict[str, Any]]) -> Iterator[bytes]:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    yield "\ufeff".encode()
    writer.writerow(EXPORT_COLUMNS)
    for row in rows:
        writer.writerow([_cell(row[name]) for name in EXPORT_COLUMNS])
        yield out.getvalue().encode()
        out.seek(0)
        out.truncate()
    yield out.getvalue().encode()


def _cell(value: Any) -> Any:
    """A value as a cell; a text that a spreadsheet would run gets an apostrophe before it."""
    return inert(value) if isinstance(value, str) else plain_value(value)


@dataclass(frozen=True)
class Headline:
    """A figure of the period, and the same of the period before."""

    title: str
    value: str
    before: str


def _headlines(actor: Actor, form: PeriodForm) -> list[Headline]:
    now = period_figures(actor, since=form.since, until=timezone.now())
    before = period_figures(actor, since=form.since - timedelta(days=form.days), until=form.since)
    return [
        Headline(_("Came in"), figure(now.came), figure(before.came)),
        Headline(_("Treated"), figure(now.treated), figure(before.treated)),
        Headline(_("Half within"), _days(now.median_days), _days(before.median_days)),
        Headline(_("On time"), _percent(now.on_time), _percent(before.on_time)),
    ]


def _days(days: float | None) -> str:
    return _NONE if days is None else _("%s days") % figure(round(days, 1))


def _percent(share: float | None) -> str:
    return _NONE if share is None else f"{round(100 * share)}\u00a0%"


def _time_chart(times: list[Any]) -> BarChart:
    return BarChart(
        title=_("Half of the reports are treated within"),
        labels=[each.name for each in times[:_CHARTED]],
        values=[round(each.median_days, 1) for each in times[:_CHARTED]],
        unit=_("days"),
        label_heading=_("Category"),
    )


def _age_chart(actor: Actor) -> BarChart:
    bands = ageing(actor)
    labels = [
        _("%(from)d to %(to)d days") % {"from": band.from_days, "to": band.to_days}
        if band.to_days
        else _("more than %d days") % band.from_days
        for band in bands
    ]
    return BarChart(
        title=_("Age of the open reports"),
        labels=labels,
        values=[band.count for band in bands],
        label_heading=_("Age"),
    )


def _trend_chart(actor: Actor, days: int) -> LineChart:
    """By day up to a month, else by week."""
    found = trend(actor, days=days)
    step = 1 if days <= 31 else _WEEK
    groups = [found[start : start + step] for start in range(0, len(found), step)]
    return LineChart(
        title=_("Reports that came in and that ended") if step == 1 else _("Reports that came in and ended, by week"),
        labels=[f"{group[0].day:%d/%m}" for group in groups],
        series=[
            Series(_("Came in"), [sum(day.reported for day in group) for group in groups]),
            Series(_("Ended"), [sum(day.closed for day in group) for group in groups]),
        ],
        label_heading=_("Day") if step == 1 else _("Week of"),
    )


def _named(cell: HeatCell) -> dict[str, Any]:
    near = places.reverse(cell.longitude, cell.latitude)
    area = places.neighbourhood_at(cell.longitude, cell.latitude)
    street = (near.street or near.label) if near else ""
    words = ", ".join(part for part in (street, area.name if area else "") if part)
    return {"id": f"{cell.cell:x}", "count": cell.count, "place": words or f"{cell.latitude:.4f}, {cell.longitude:.4f}"}


def _heat_map(cells: list[HeatCell], days: int) -> MapView:
    box = places.territory_bounds()
    lons, lats = [cell.longitude for cell in cells], [cell.latitude for cell in cells]
    bounds = (min(lons), min(lats), max(lons), max(lats)) if cells else None
    return MapView(
        label=_("Map of the reports"),
        features_url=f"{reverse('reports_agents:heat')}?jours={days}",
        layer="cells",
        bounds=bounds or ((box.west, box.south, box.east, box.north) if box else None),
        list_template="reports/agents/_cells.html",
    )
