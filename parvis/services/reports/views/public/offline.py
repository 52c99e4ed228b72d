# SPDX-License-Identifier: AGPL-3.0-or-later
"""A report on one page: written without network, kept by the device, sent once when the network is back."""

from __future__ import annotations

import secrets

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_http_methods

from parvis.kernel.audit.refusals import Reason, Refused, refuse
from parvis.kernel.files import operations as files
from parvis.kernel.files.rules import FileRefused
from parvis.kernel.organisations.actors import actor_of
from parvis.kernel.places import queries as places
from parvis.services.reports import operations
from parvis.services.reports.forms.onepage import OnePageForm
from parvis.services.reports.operations import Submission
from parvis.services.reports.views.public.acting import add_problems, sent
from parvis.services.reports.views.public.sending import TRAP
from parvis.ui.offline import kept_offline


@ensure_csrf_cookie
@kept_offline
@require_http_methods(["GET", "POST"])
def one_page(request: HttpRequest) -> HttpResponse:
    """The whole report on one page. Sending the same key again leads to the same report."""
    initial = {"client_key": secrets.token_urlsafe(24)}
    form, later = OnePageForm(sent(request), request.FILES or None, initial=initial), False
    if request.method == "POST" and form.is_valid():
        try:
            token = _send(request, form)
        except FileRefused as refused:
            form.add_error("photos", refused.message)
        except Refused as refused:
            add_problems(form, refused)
            later = any(problem.reason is Reason.TOO_MANY for problem in refused.problems)
        else:
            return redirect("reports:thanks", token)
    # 429 lets the device keep the report and try again by itself; the other refusals need their author.
    status = 429 if later else 422 if form.is_bound and form.errors else 200
    return render(request, "reports/public/offline.html", {"form": form}, status=status)


def _send(request: HttpRequest, form: OnePageForm) -> str:
    """Sends the report and returns its follow token; a key that was sent before writes nothing."""
    values, actor = form.cleaned_data, actor_of(request)
    with transaction.atomic():
        before = operations.hold_sending(client_key=values["client_key"])
        if before is not None:
            return before
        lon, lat = _place(form)
        photos = files.store_all(actor, values["photos"], policy=operations.photo_policy())
        submission = Submission(
            category_id=values["category"],
            longitude=lon,
            latitude=lat,
            description=values["description"],
            address=values["address"],
            photos=[stored.pk for stored in photos],
            email=values["email"],
            channel="offline",
            client_key=values["client_key"],
            language=get_language() or "fr",
            suspicious=bool(request.POST.get(TRAP)),
        )
        return operations.submit(actor, submission=submission).follow_token


def _place(form: OnePageForm) -> tuple[float, float]:
    lon, lat, address = (form.cleaned_data[name] for name in ("lon", "lat", "address"))
    if lon is not None and lat is not None:
        return lon, lat
    hits = places.search_addresses(address, limit=1) if address else []
    if not hits:
        raise refuse("address", _("We do not find this place. Write a street of the area."), Reason.UNKNOWN)
    return hits[0].lon, hits[0].lat
