# SPDX-License-Identifier: AGPL-3.0-or-later
"""Timetables to print: of a line, of a stop."""

from __future__ import annotations

import io

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from parvis.kernel.documents import render_pdf
from parvis.services.journeys.adapters.sheets import kept_sheet
from parvis.services.journeys.line_sheet import sheet_data
from parvis.services.journeys.modes import wording
from parvis.services.journeys.queries.lines import find_line
from parvis.services.journeys.queries.stop_sheet import stop_sheet
from parvis.services.journeys.stop_poster import poster_data
from parvis.services.journeys.views.public.braked import braked

_SHARED_S = 300


@require_safe
@braked
def line_sheet(request: HttpRequest, feed: str, route_id: str) -> HttpResponse:
    """The timetable of a line as PDF: all kinds of day, both directions."""
    today, language = timezone.localdate(), get_language() or "fr"
    found = find_line(feed, route_id, today)
    if found is None:
        return render(request, "journeys/public/line_gone.html", status=404)
    title = _("{mode} {line}: timetable").format(mode=wording(found.line.mode), line=found.line.name)

    def make() -> bytes:
        return render_pdf(template="journeys/line.typ", data=sheet_data(found, today), title=title, language=language)

    content = kept_sheet(found.mapped, today, f"line {language} {feed} {route_id}", make)
    return _pdf(content, f"horaires-{slugify(found.line.name) or 'ligne'}.pdf")


@require_safe
@braked
def stop_poster(request: HttpRequest, feed: str, stop_id: str) -> HttpResponse:
    """What leaves from a stop, on a sheet for its pole."""
    today, language = timezone.localdate(), get_language() or "fr"
    found = stop_sheet(feed, stop_id, today)
    if found is None:
        return render(request, "journeys/public/line_gone.html", status=404)
    address = f"{settings.BASE_URL}{reverse('journeys:stop', args=[feed, stop_id])}"
    title = _("{stop}: departures").format(stop=found.stop.name)

    def make() -> bytes:
        drawing = io.BytesIO()
        segno.make(address, error="m").save(drawing, kind="svg", border=0, dark="#14213d")
        data = poster_data(found, today, address)
        images = {"qr.svg": drawing.getvalue()}
        return render_pdf(template="journeys/stop.typ", data=data, title=title, language=language, images=images)

    content = kept_sheet(found.mapped, today, f"stop {language} {feed} {stop_id}", make)
    return _pdf(content, f"arret-{slugify(found.stop.name) or 'arret'}.pdf")


def _pdf(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    patch_cache_control(response, public=True, max_age=_SHARED_S)
    return response
