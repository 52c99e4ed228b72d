# SPDX-License-Identifier: AGPL-3.0-or-later
"""What everybody reads: the service's page, the map and its list, a report, and the page of who follows one."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.http import conditional_page, require_safe

from parvis.kernel.live.queries import live_url
from parvis.services.reports.forms.filters import FilterForm, box_of
from parvis.services.reports.models import Report
from parvis.services.reports.operations.effects import report_channel
from parvis.services.reports.queries.following import followed
from parvis.services.reports.queries.public import latest, public_list, public_report
from parvis.services.reports.queries.statistics import figures
from parvis.services.reports.rules.references import parse_reference
from parvis.services.reports.views.public.places_of import points_collection, reports_map
from parvis.ui.components.blocks import TimelineItem


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The service's first page; a typed reference leads to its report."""
    asked = request.GET.get("reference", "")
    known = parse_reference(asked)
    if known and public_report(known):
        return redirect("reports:report", known)
    context = {"latest": latest(limit=5), "figures": figures(), "asked": asked}
    return render(request, "reports/public/home.html", context, status=404 if asked else 200)


@require_safe
def public_map(request: HttpRequest) -> HttpResponse:
    """The map and the list of public reports, with filters; htmx asks for the list alone."""
    form = FilterForm(request.GET)
    filters = form.chosen()
    page = public_list(filters, box=box_of(request.GET.get("bbox", "")), after=request.GET.get("suite"))
    query = request.GET.copy()
    query.pop("suite", None)
    context = {
        "form": form,
        "page": page,
        "reports": page.reports,
        "query": query.urlencode(),
        "map": reports_map(query.urlencode()),
    }
    partial = request.headers.get("HX-Request") == "true"
    response = render(request, f"reports/public/{'_list' if partial else 'map'}.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


@conditional_page
@require_safe
def points(request: HttpRequest) -> HttpResponse:
    """GeoJSON of what a map's viewport shows: reports, or clusters where there are many."""
    box = box_of(request.GET.get("bbox", ""))
    if box is None:
        return JsonResponse({"error": "bbox=west,south,east,north"}, status=400)
    response = JsonResponse(points_collection(box, FilterForm(request.GET).chosen()))
    response["Cache-Control"] = "public, max-age=30"
    return response


@require_safe
def report(request: HttpRequest, reference: str) -> HttpResponse:
    """A public report. Private ones, held ones and numbers never given answer the same."""
    found = public_report(reference)
    if found is None:
        raise Http404
    context = {
        "found": found,
        "report": found.report,
        "items": _items(found.timeline),
        "due_day": _day(found.report.due_at),
        "late": _late(found.report),
        "photos": found.photos,
        "answers": found.answers,
    }
    return render(request, "reports/public/report.html", context)


@never_cache
@require_safe
def follow(request: HttpRequest, token: str) -> HttpResponse:
    """The page of somebody who follows a report: what happened, and what they may do."""
    page = followed(token)
    if page is None:
        raise Http404
    return render(request, "reports/public/follow.html", follow_context(page, token))


def follow_context(page: Any, token: str) -> dict[str, Any]:
    """What the follow page shows."""
    return {
        "page": page,
        "report": page.report,
        "token": token,
        "items": _items(page.timeline),
        "photos": page.photos,
        "answers": page.answers,
        "due_day": _day(page.report.due_at),
        "late": _late(page.report),
        "live": live_url(report_channel(page.report)),
        "may_forget": bool(page.follower.email or page.follower.phone or page.follower.person_id),
    }


def _late(report: Report) -> bool:
    """True when the day that people were told is over and the report is still open."""
    told = report.promised_on or _day(report.due_at)
    return report.closed_at is None and told is not None and told < timezone.localdate()


def _day(moment: Any) -> Any:
    return timezone.localtime(moment).date() if moment else None


def _items(lines: Any) -> list[TimelineItem]:
    return [
        TimelineItem(title=line.title, when=line.at, text=line.text, tone=line.tone, author=line.author, icon=line.icon)
        for line in reversed(lines)
    ]
