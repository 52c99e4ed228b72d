# SPDX-License-Identifier: AGPL-3.0-or-later
"""What teams take with them on paper: the work order of a report, the sheet of a round."""

from __future__ import annotations

import io
from typing import Any

import segno
from django.http import HttpRequest, HttpResponse
from django.template.defaultfilters import truncatechars
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from parvis.kernel.accounts.rules import phone_shown
from parvis.kernel.documents import render_pdf
from parvis.kernel.files.queries import content
from parvis.kernel.organisations.actors import actor_of
from parvis.kernel.organisations.desk import desk
from parvis.kernel.streets.basemap.static import static_map_svg
from parvis.services.reports.addresses import absolute, desk_path
from parvis.services.reports.manifest import CALL, READ, TREAT
from parvis.services.reports.models import Report
from parvis.services.reports.queries.detail import Detail, detail_for
from parvis.services.reports.queries.rounds import Round
from parvis.services.reports.rules.states import WORDINGS, State
from parvis.ui.formats import distance, long_date

_MOST_PHOTOS = 4


@desk(READ)
@require_safe
def work_order(request: HttpRequest, reference: str) -> HttpResponse:
    """The report on a sheet: place, map, photos, what is known, and what to write down once done."""
    actor = actor_of(request)
    detail = detail_for(actor, reference)
    report = detail.report
    images = {"map.svg": _map(report), "qr.svg": qr_svg(absolute(desk_path(reference)))}
    photos = []
    for number, each in enumerate(detail.photos[:_MOST_PHOTOS], start=1):
        try:
            images[f"photo-{number}.jpg"] = content(each.row.file, "medium")
        except LookupError:
            continue
        photos.append([f"photo-{number}.jpg", _("Photo %d") % number])
    sees_reporter = actor.can(TREAT) or actor.can(CALL)
    data = _order(detail, sees_reporter=sees_reporter) | {"photos": photos}
    title = _("Work order %s") % reference
    return pdf(render_pdf(
        template="reports/work_order.typ", data=data, title=title, language=get_language() or "fr", images=images
    ), reference)  # fmt: skip


def _order(detail: Detail, *, sees_reporter: bool) -> dict[str, Any]:
    report, language = detail.report, get_language() or "fr"
    contact = [report.reporter_name, phone_shown(report.reporter_phone) if report.reporter_phone else ""]
    return {
        "title": report.category.name(language),
        "place": report.address,
        "description": report.description,
        "map_alt": _("Map around %s") % report.address,
        "qr_alt": _("Code that opens the report %s") % report.reference,
        "facts": [
            [_("Reference"), report.reference],
            [_("State"), str(WORDINGS[State(report.state)].label)],
            [_("Priority"), str(report.get_priority_display())],
            [_("Reported"), long_date(report.created_at)],
            [_("Due"), long_date(report.due_at)],
            [_("Date promised"), long_date(report.promised_on) if report.promised_on else ""],
            [_("Team"), report.team.name if report.team else ""],
            [_("Agent"), str(report.assignee) if report.assignee else ""],
            [_("Position"), f"{report.latitude:.5f}, {report.longitude:.5f}"],
            [_("Reported by"), " · ".join(filter(None, contact)) if sees_reporter else ""],
            *([answer.label, ", ".join(answer.texts)] for answer in detail.answers),
        ],
        "notes": [[long_date(note.at), f"{note.author_label} – {note.text}"] for note in detail.notes],
        "blanks": [_("Done on"), _("By"), _("Material"), _("Time spent"), _("Remarks")],
        "words": {
            "scan": _("Opens the report"),
            "description": _("What was reported"),
            "photos": _("Photos"),
            "notes": _("Notes"),
            "done": _("Once on site"),
        },
    }


def round_sheet(found: Round, *, title: str, facts: list[list[str]]) -> bytes:
    """The sheet of a round as PDF: one block per stop, in street order."""
    language = get_language() or "fr"
    images = {f"qr-{report.pk}.svg": qr_svg(absolute(desk_path(report.reference))) for report in found.reports}
    stops = [
        {
            "number": number,
            "title": report.category.name(language),
            "place": report.address or f"{report.latitude:.5f}, {report.longitude:.5f}",
            "facts": f"{report.reference} · {report.get_priority_display()}",
            "text": truncatechars(report.description, 400),
            "qr": f"qr-{report.pk}.svg",
            "qr_alt": _("Code that opens the report %s") % report.reference,
        }
        for number, report in enumerate(found.reports, start=1)
    ]
    length = [[_("Stops"), str(len(stops))], [_("Length"), distance(found.distance_m)]]
    words = {"done": _("done"), "later": _("to come back"), "not_found": _("nothing found")}
    data = {"facts": [*facts, *length], "stops": stops, "words": words}
    return render_pdf(template="reports/round.typ", data=data, title=title, language=language, images=images)


def pdf(document: bytes, name: str) -> HttpResponse:
    """A document shown by the browser, under a name to keep it."""
    response = HttpResponse(document, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response


def qr_svg(text: str) -> bytes:
    """A QR code as SVG."""
    out = io.BytesIO()
    segno.make(text, error="m").save(out, kind="svg", border=0, dark="#14213d")
    return out.getvalue()


def _map(report: Report) -> bytes:
    return static_map_svg(report.longitude, report.latitude, zoom=16.5, width=640, height=260).encode()
