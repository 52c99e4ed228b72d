# SPDX-License-Identifier: AGPL-3.0-or-later
"""The same words sent twice: a double click without scripts, a page sent again because its answer did not come.

The words themselves are compared, under the report's lock: a key in the form would swallow what somebody changed after
going back to it. Whatever was said in between makes the words new.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from parvis.kernel.audit.actors import Actor
from parvis.services.reports.models import Event, Note, Report
from parvis.services.reports.models.parts import EventKind

_WITHIN = timedelta(minutes=10)
_SAID = (EventKind.MESSAGE, EventKind.REPLY, EventKind.STATE)


def same_line(actor: Actor, report: Report, kind: EventKind, text: str, *, at: datetime) -> Event | None:
    """The last thing said about a locked report, if it is the same by the same person a moment ago."""
    last = Event.objects.filter(report_id=report.pk, kind__in=_SAID, retracted=False).order_by("-at", "-id").first()
    if last is None or (last.kind, last.text, last.person_id) != (kind, text, actor.person_id):
        return None
    return last if at - last.at <= _WITHIN else None


def same_note(actor: Actor, report: Report, text: str, *, at: datetime) -> Note | None:
    """The last note on a locked report, if it is the same by the same person a moment ago."""
    last = Note.objects.filter(report_id=report.pk).order_by("-at", "-id").first()
    if last is None or (last.text, last.author_id) != (text, actor.person_id):
        return None
    return last if at - last.at <= _WITHIN else None


def same_reopening(report: Report, text: str, *, at: datetime) -> bool:
    """True when the person who reported has opened a locked report again with the same words a moment ago."""
    said = Event.objects.filter(report_id=report.pk, kind__in=_SAID, retracted=False, at__gte=at - _WITHIN)
    last = list(said.order_by("-id").values_list("kind", "text")[:2])
    return [kind for kind, _text in last] == [EventKind.STATE, EventKind.REPLY] and last[1][1] == text
