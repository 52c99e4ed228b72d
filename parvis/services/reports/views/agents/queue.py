# SPDX-License-Identifier: AGPL-3.0-or-later
"""The queue: its page, its points on the map, its saved filters."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from parvis.kernel.audit.refusals import Refused
from parvis.kernel.organisations.actors import actor_of
from parvis.kernel.organisations.desk import desk, wants_fragment
from parvis.services.reports import operations
from parvis.services.reports.forms.agents.filters import KEPT, DeskFilterForm, kept_query
from parvis.services.reports.forms.agents.table import COLUMNS, chosen_columns
from parvis.services.reports.forms.filters import box_of
from parvis.services.reports.manifest import READ
from parvis.services.reports.queries.categories import category_tree
from parvis.services.reports.queries.desk import map_points_for
from parvis.services.reports.rules.states import WORDINGS, State
from parvis.services.reports.views.agents.workspace import show, workspace


@desk(READ)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The queue with nothing open, or the same as a wide table; htmx gets the queue alone, to refresh it."""
    work = workspace(request)
    if wants_fragment(request):
        return render(request, "reports/agents/_refresh.html", work.queue_context() | {"reference": ""})
    if work.form.is_table:
        chosen = chosen_columns(request.GET.getlist("col"))
        context = work.context() | {"columns": chosen, "all_columns": COLUMNS}
        return render(request, "reports/agents/table.html", context)
    return show(request, "nothing", {})


@desk(READ)
@require_safe
def points(request: HttpRequest) -> HttpResponse:
    """GeoJSON (RFC 7946) of the queue's reports in the rectangle `bbox`, for the map."""
    box = box_of(request.GET.get("bbox", ""))
    if box is None:
        return JsonResponse({"error": "bbox=west,south,east,north"}, status=400)
    actor = actor_of(request)
    query = kept_query(request.GET)
    suffix = f"?{query}" if query else ""
    language = get_language() or "fr"
    tree = category_tree(organisation_id=actor.organisation_id)
    names = {category.pk: category.name(language) for group in tree for category in group.children}
    features = [
        {
            "type": "Feature",
            "id": point.reference,
            "geometry": {"type": "Point", "coordinates": [round(point.longitude, 6), round(point.latitude, 6)]},
            "properties": {
                "id": point.reference,
                "title": f"{names.get(point.category_id, '')} · {point.reference}",
                "url": reverse("reports_agents:case", args=[point.reference]) + suffix,
                "tone": WORDINGS[State(point.state)].tone,
            },
        }
        for point in map_points_for(actor, DeskFilterForm(request.GET, actor=actor).chosen(), box)
    ]
    return JsonResponse({"type": "FeatureCollection", "features": features})


@desk(READ)
@require_safe
def filters(request: HttpRequest) -> HttpResponse:
    """Narrows the queue, or keeps the filter that it has."""
    return show(request, "filters", {"filter_form": workspace(request).form})


@desk(READ)
@require_POST
def save_filter(request: HttpRequest) -> HttpResponse:
    """Keeps the filter of the address under a name."""
    parameters = {name: request.GET.getlist(name) for name in KEPT if any(request.GET.getlist(name))}
    try:
        row = operations.save_filter(
            actor_of(request), name=request.POST.get("name", ""), parameters=parameters, shared="shared" in request.POST
        )
    except Refused:
        messages.error(request, _("Give the filter a name of at most 60 characters."))
    else:
        messages.success(request, _("The filter “%(name)s” is kept.") % {"name": row.name})
    return redirect(f"{reverse('reports_agents:queue')}{workspace(request).here}")


@desk(READ)
@require_POST
def remove_filter(request: HttpRequest, filter_id: int) -> HttpResponse:
    """Forgets one of one's own filters."""
    operations.remove_filter(actor_of(request), filter_id=filter_id)
    messages.success(request, _("The filter is gone."))
    return redirect("reports_agents:queue")
