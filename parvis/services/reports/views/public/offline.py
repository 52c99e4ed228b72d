# SPDX-License-Identifier: AGPL-3.0-or-later
"""A report on one page: written without network, kept by the device, sent once when the network is back."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_http_methods

from parvis.kernel.files import operations as files
from parvis.kernel.files.rules import FileRefused
from parvis.kernel.organisations.actors import actor_of
from parvis.kernel.places import queries as places
from parvis.services.reports import operations
from parvis.services.reports.forms.onepage import OnePageForm
from parvis.services.reports.operations import Submission
from parvis.services.reports.queries.following import report_by_client_key
from parvis.services.reports.rules.errors import Refused
from parvis.services.reports.views.public.acting import add_problems
from parvis.services.reports.views.public.sending import TRAP
from parvis.ui.offline import kept_offline


@ensure_csrf_cookie
@kept_offline
@require_http_methods(["GET", "POST"])
def one_page(request: HttpRequest) -> HttpResponse:
    """The whole report on one page. Sending the same key again leads to the same report."""
    initial = {"client_key": secrets.token_urlsafe(24)}
    form = OnePageForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            token = _send(request, form)
        except FileRefused as refused:
            form.add_error("photos", refused.message)
        except Refused as refused:
            add_problems(form, refused)
        else:
            return redirect("reports:thanks", token)
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "reports/public/offline.html", {"form": form}, status=status)


def _send(request: HttpRequest, form: OnePageForm) -> str:
    values, actor = form.cleaned_data, actor_of(request)
    lon, lat, address = values["lon"], values["lat"], values["address"]
    if (lon is None or lat is None) and address:
        hits = places.search_addresses(address, limit=1)
        lon, lat = (hits[0].lon, hits[0].lat) if hits else (None, None)
    if lon is None or lat is None:
        form.add_error("address", _("We do not find this place. Write a street of the area."))
        raise Refused
    before = report_by_client_key(values["client_key"])
    with transaction.atomic():
        photos: Sequence[UUID] = () if before else [
            stored.pk for stored in files.store_all(actor, values["photos"], policy=operations.photo_policy())
        ]  # fmt: skip
        submitted = operations.submit(
            actor,
            submission=Submission(
                category_id=values["category"],
                longitude=lon,
                latitude=lat,
                description=values["description"],
                address=address,
                photos=photos,
                email=values["email"],
                channel="offline",
                client_key=values["client_key"],
                language=get_language() or "fr",
                suspicious=bool(request.POST.get(TRAP)),
            ),
        )
    return submitted.follow_token
