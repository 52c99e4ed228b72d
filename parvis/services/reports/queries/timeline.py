# SPDX-License-Identifier: AGPL-3.0-or-later
"""The timeline of a report, as the public, the reporter and the agents read it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from parvis.services.reports.models import Event, Report
from parvis.services.reports.models.parts import Audience, EventKind
from parvis.services.reports.rules.states import WORDINGS, State

_ICONS = {
    EventKind.SUBMITTED: "flag",
    EventKind.PUBLISHED: "eye",
    EventKind.PROMISE: "calendar",
    EventKind.ASSIGNED: "users",
    EventKind.MESSAGE: "mail",
    EventKind.REPLY: "message-circle",
    EventKind.EDITED: "pencil",
    EventKind.MERGED: "git-merge",
    EventKind.SPLIT: "split",
    EventKind.FORWARDED: "send",
    EventKind.MODERATED: "shield",
    EventKind.UNDONE: "undo-2",
}


@dataclass(frozen=True)
class Line:
    """One line: `tone` and `icon` as the component timeline takes them; `author` empty for the public."""

    at: datetime
    title: str
    text: str
    tone: str
    icon: str
    author: str
    audience: str


def sentence(event: Event) -> str:
    """What happened, in a few words."""
    if event.kind == EventKind.STATE and event.target:
        return str(WORDINGS[State(event.target)].label)
    return str(EventKind(event.kind).label)


def timeline(report: Report, *, audiences: Iterable[str], with_authors: bool = False) -> list[Line]:
    """The lines that these audiences read, the newest last; what was taken back is left out."""
    events = Event.objects.filter(report_id=report.pk, audience__in=list(audiences), retracted=False)
    return [_line(event, with_authors=with_authors) for event in events.order_by("at", "id")]


def public_timeline(report: Report) -> list[Line]:
    """What everybody reads."""
    return timeline(report, audiences=[Audience.PUBLIC])


def reporter_timeline(report: Report) -> list[Line]:
    """What those who follow by their token read."""
    return timeline(report, audiences=[Audience.PUBLIC, Audience.REPORTER])


def desk_timeline(report: Report) -> list[Line]:
    """What agents read, with the names of those who acted."""
    return timeline(report, audiences=list(Audience), with_authors=True)


def _line(event: Event, *, with_authors: bool) -> Line:
    is_state = event.kind == EventKind.STATE and event.target
    wording = WORDINGS[State(event.target)] if is_state else None
    title = str(wording.label) if wording else sentence(event)
    text = event.text or (str(wording.public) if wording else "")
    if event.kind == EventKind.REPLY and not with_authors:
        title = _("Your answer")
    return Line(
        at=event.at,
        title=title,
        text=text,
        tone=wording.tone if wording else "info",
        icon=wording.icon if wording else _ICONS.get(EventKind(event.kind), "circle"),
        author=event.author if with_authors else "",
        audience=event.audience,
    )
