# SPDX-License-Identifier: AGPL-3.0-or-later
"""Categories, their questions and their notices."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from parvis.kernel.audit.refusals import Refused
from parvis.kernel.organisations.actors import actor_of
from parvis.kernel.organisations.desk import desk
from parvis.services.reports import operations
from parvis.services.reports.forms.agents.catalogue import CategoryPage
from parvis.services.reports.manifest import CONFIGURE
from parvis.services.reports.queries.settings import all_categories, category_of
from parvis.services.reports.views.agents.decisions import add_problems


@desk(CONFIGURE)
@require_safe
def categories(request: HttpRequest) -> HttpResponse:
    """Groups and their categories."""
    return render(request, "reports/agents/settings/categories.html", {"groups": all_categories(actor_of(request))})


@desk(CONFIGURE)
@require_http_methods(["GET", "POST"])
def category(request: HttpRequest, category_id: int | None = None) -> HttpResponse:
    """Makes or changes a category or a group."""
    actor = actor_of(request)
    row = category_of(actor, category_id) if category_id else None
    data = request.POST if request.method == "POST" else None
    page = CategoryPage(data, groups=all_categories(actor), category=row)
    if data is not None and page.is_valid():
        try:
            operations.save_category(actor, category_id=category_id, values=page.values())
        except Refused as refused:
            add_problems(page.form, refused)
        else:
            messages.success(request, _("It is kept."))
            return redirect("reports_agents:categories")
    failed = data is not None
    context = {"page": page, "form": page.form, "category": row}
    return render(request, "reports/agents/settings/category.html", context, status=422 if failed else 200)
