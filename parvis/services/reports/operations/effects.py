# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the world learns of a change: messages in the outbox, live pages, the search index. All in the transaction."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from parvis.kernel.live.operations import publish
from parvis.kernel.notifications.operations import notify
from parvis.kernel.notifications.recipients import Recipient
from parvis.kernel.search import operations as search_index
from parvis.services.reports.adapters import SUBJECT_KIND, search_document, subject_documents
from parvis.services.reports.addresses import absolute, follow_path
from parvis.services.reports.models import Category, Event, Follower, Report
from parvis.services.reports.models.parts import EventKind
from parvis.services.reports.queries.categories import category_by_id
from parvis.services.reports.rules.publication import Visibility
from parvis.services.reports.rules.states import WORDINGS, State


def desk_channel(organisation_id: int) -> str:
    """Live channel of an organisation's queue."""
    return f"reports.desk.{organisation_id}"


def report_channel(report: Report) -> str:
    """Live channel of one report's pages."""
    return f"reports.report.{report.uuid.hex}"


def show(report: Report) -> None:
    """Refreshes what shows the report: open pages, queues, the search index."""
    if report.visibility == Visibility.PUBLIC and not report.merged_into_id:
        search_index.index([search_document(report)])
    else:
        search_index.remove("report", [report.reference])
    change = {"reference": report.reference, "state": report.state, "version": report.version}
    publish(desk_channel(report.organisation_id), "report", change)
    publish(report_channel(report), "report", {"state": report.state, "version": report.version})


@dataclass(frozen=True)
class Subject:
    """What a category's place in the search index hangs on, besides the category's own words."""

    code: str
    parent_id: int | None


def replaced_subject(category: Category) -> Subject:
    """How the category stood before it is written anew; give it to `show_subjects_around` once it is saved."""
    return Subject(category.code, category.parent_id)


def show_subjects_around(category: Category, before: Subject) -> None:
    """Refreshes what finds the category by words, and with it all that its group opens or closes.

    A group that is switched off closes its categories; a category that gets or loses its last one changes
    between a group and a subject of its own.
    """
    if before.code and before.code != category.code:
        search_index.remove(SUBJECT_KIND, [before.code])
    groups = {category.pk, before.parent_id, category.parent_id} - {None}
    for one in Category.objects.filter(Q(pk__in=groups) | Q(parent_id=category.pk)).order_by("pk"):
        if category_by_id(one.pk) is None:
            search_index.remove(SUBJECT_KIND, [one.code])
        else:
            search_index.index(subject_documents(one))


def announce(report: Report, event: Event) -> None:
    """Writes a message about `event` to everybody who follows the report and has confirmed."""
    followers = Follower.objects.filter(report_id=report.pk, confirmed_at__isnull=False, stopped_at__isnull=True)
    if report.visibility != Visibility.PUBLIC:
        followers = followers.filter(is_reporter=True)
    for follower in followers.select_related("person").order_by("pk"):
        send_to(follower, report, event)


def send_to(follower: Follower, report: Report, event: Event) -> None:
    """Writes the message about `event` to one follower; the same event is told once, however often this runs."""
    if not (follower.person_id or follower.email or follower.phone):
        return
    path = follow_path(follower.pk)
    with translation.override(follower.language):
        notify(
            recipient=Recipient(
                person=follower.person, email=follower.email, phone=follower.phone, language=follower.language
            ),
            kind="reports.status",
            key=f"reports-{event.pk}-{follower.pk.hex}",
            subject=subject_of(report, event),
            body_text=body_of(report, event, follower),
            url=absolute(path),
        )


def subject_of(report: Report, event: Event) -> str:
    """The message's subject in the active language."""
    if event.kind == EventKind.SUBMITTED:
        return _("We have received your report %s") % report.reference
    if event.kind == EventKind.STATE:
        what = WORDINGS[State(event.target)].label
        return _("Report %(reference)s: %(what)s") % {"reference": report.reference, "what": what}
    return _("News of report %s") % report.reference


def body_of(report: Report, event: Event, follower: Follower) -> str:
    """The message in the active language: what happened, when the next thing happens, how to follow."""
    parts = [_thing(report), *_what_happened(report, event), _next_date(report)]
    if event.target == State.RESOLVED and follower.is_reporter:
        parts.append(_("Is it really solved? Tell us on the page below: if not, we open the report again."))
    parts.append(settings.TOWN.title)
    return "\n\n".join(part for part in parts if part)


def _thing(report: Report) -> str:
    name = report.category.name(translation.get_language() or "fr")
    return (
        _("%(category)s, %(address)s.") % {"category": name, "address": report.address}
        if report.address
        else f"{name}."
    )


def _what_happened(report: Report, event: Event) -> list[str]:
    if event.kind == EventKind.STATE:
        return [str(WORDINGS[State(event.target)].public), event.text]
    if event.kind == EventKind.SUBMITTED:
        return [str(WORDINGS[State.REPORTED].public)]
    return [event.text]


def _next_date(report: Report) -> str:
    if report.closed_at is not None:
        return ""
    day = report.promised_on or timezone.localtime(report.due_at).date()
    text = date_format(day, "l j F Y" if translation.get_language() == "en" else "l j F")
    if report.promised_on:
        return _("The work is planned for %s.") % text
    return _("We will act by %s at the latest.") % text
