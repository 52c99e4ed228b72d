# SPDX-License-Identifier: AGPL-3.0-or-later
"""Alerts for an area, by e-mail and as Atom feeds."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from parvis.kernel.audit.refusals import NotFound, Refused
from parvis.kernel.organisations.actors import actor_of
from parvis.services.reports import operations
from parvis.services.reports.addresses import absolute, public_path
from parvis.services.reports.forms.filters import FilterForm
from parvis.services.reports.forms.following import AlertForm
from parvis.services.reports.models import Report
from parvis.services.reports.models.alerts import AlertArea
from parvis.services.reports.queries.alerts import reports_of_alert
from parvis.services.reports.queries.following import subscription_of_feed, subscription_to_end
from parvis.services.reports.queries.public import latest, public_report
from parvis.services.reports.rules.states import WORDINGS, State
from parvis.services.reports.views.public.acting import add_problems, sent

_LENGTH = 50


@never_cache
@require_http_methods(["GET", "POST"])
def subscribe(request: HttpRequest) -> HttpResponse:
    """Asks for an alert; it begins once the e-mail is confirmed."""
    form = AlertForm(sent(request), initial=_asked_area(request))
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            made = operations.subscribe_area(
                actor_of(request),
                **form.where(),
                category_id=values["category"],
                email=values["email"],
                language=get_language() or "fr",
            )
        except Refused as refused:
            add_problems(form, refused)
        else:
            return render(request, "reports/public/alert_done.html", {"made": made, "email": values["email"]})
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "reports/public/alerts.html", {"form": form}, status=status)


def _asked_area(request: HttpRequest) -> dict[str, Any]:
    """What the address asks for: a neighbourhood, or the surroundings of a public report."""
    found = public_report(request.GET.get("pres-de", ""))
    if found is not None:
        here = found.report
        return {"area": AlertArea.AROUND, "lon": here.longitude, "lat": here.latitude, "address": here.address}
    return {"area": request.GET.get("quartier", "")}


@csrf_exempt  # RFC 8058: mail programs send this POST by themselves; the token is the proof
@never_cache
@require_http_methods(["GET", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Ends an alert: asked once on a page, or at once by the mail program's own button."""
    if request.method == "POST":
        try:
            operations.unsubscribe_area(actor_of(request), token=token)
        except NotFound as error:
            raise Http404 from error
        messages.success(request, _("This alert has ended."))
        return redirect("reports:home")
    alert = subscription_to_end(token)
    if alert is None:
        raise Http404
    return render(request, "reports/public/alert_end.html", {"alert": alert})


@require_safe
def personal_feed(request: HttpRequest, token: str) -> HttpResponse:
    """The Atom feed of an alert."""
    alert = subscription_of_feed(token)
    if alert is None:
        raise Http404
    return _atom(request, reports_of_alert(alert, limit=_LENGTH))


@require_safe
def public_feed(request: HttpRequest) -> HttpResponse:
    """The Atom feed of public reports, with the filters of the map."""
    return _atom(request, latest(limit=_LENGTH, filters=FilterForm(request.GET).chosen()))


def _atom(request: HttpRequest, reports: list[Report]) -> HttpResponse:
    feed = Atom1Feed(
        title=_("New reports"),
        link=absolute("/signalements/carte/"),
        description="",
        feed_url=absolute(request.get_full_path()),
        language=get_language(),
    )
    for report in reports:
        name = report.category.name(get_language() or "fr")
        feed.add_item(
            title=f"{name}, {report.address}" if report.address else name,
            link=absolute(public_path(report.reference)),
            description=f"{WORDINGS[State(report.state)].label}. {report.description}",
            unique_id=f"urn:uuid:{report.uuid}",
            pubdate=report.created_at,
            updateddate=report.updated_at,
        )
    response = HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)
    response["Cache-Control"] = "public, max-age=300"
    return response
