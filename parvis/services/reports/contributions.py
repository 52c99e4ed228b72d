# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the service answers to the platform's extension points."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.db.models import Count, Max
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from parvis.kernel.audit.actors import SYSTEM, Actor
from parvis.kernel.registry.extension_points.home_highlights import Highlight
from parvis.kernel.registry.extension_points.my_requests import MyRequest
from parvis.kernel.registry.extension_points.open_data import Dataset, Field
from parvis.kernel.registry.extension_points.personal_data import Erasure, Record
from parvis.kernel.registry.extension_points.proofs import Proof
from parvis.kernel.registry.extension_points.search import SearchDocument
from parvis.kernel.registry.extension_points.statistics import Gauge
from parvis.services.reports import operations
from parvis.services.reports.adapters import SUBJECT_KIND, neighbourhood_name, search_document, subject_documents
from parvis.services.reports.addresses import follow_path
from parvis.services.reports.models import Answer, AreaSubscription, Event, Follower, Report, ReportPhoto
from parvis.services.reports.models.parts import EventKind
from parvis.services.reports.operations.alerts import CONFIRM_ALERT
from parvis.services.reports.operations.contacts import CONFIRM_FOLLOWER
from parvis.services.reports.queries.categories import reportable
from parvis.services.reports.queries.people import known_as, made_by
from parvis.services.reports.queries.public import public_rows
from parvis.services.reports.queries.scope import published
from parvis.services.reports.queries.statistics import figures
from parvis.services.reports.rules.states import WORDINGS, State

_CHUNK = 2_000
_FRESH_S = 300
_READ_AGAIN_S = 60


class ReportsPersonalData:
    """Export and erasure of what the service holds of a person."""

    slug = "reports"

    def export(self, person: Any) -> Iterable[Record]:
        """The reports that the person made or follows, their words, and their alerts."""
        for report in Report.objects.select_related("category").filter(made_by(person)).order_by("pk"):
            files = ReportPhoto.objects.filter(report_id=report.pk, from_agent=False).order_by("pk")
            yield Record(
                kind="report",
                reference=report.reference,
                data=_exported(report),
                files=tuple(str(file_id) for file_id in files.values_list("file_id", flat=True)),
            )
        known = known_as(person)
        followed = Follower.objects.select_related("report").filter(known, is_reporter=False).order_by("created_at")
        for follower in followed:
            data = {"since": follower.created_at.isoformat(), "email": follower.email, "phone": follower.phone}
            yield Record(kind="followed report", reference=follower.report.reference, data=data)
        for alert in AreaSubscription.objects.filter(known).order_by("created_at", "pk"):
            data = {"area": alert.area, "code": alert.area_code, "since": alert.created_at.isoformat()}
            place = {"longitude": alert.longitude, "latitude": alert.latitude, "radius_m": alert.radius_m}
            yield Record(kind="alert", reference=str(alert.pk), data={**data, **place})

    def erase(self, person: Any) -> Erasure:
        """See `operations.erase_person`."""
        return operations.erase_person(SYSTEM, person=person)


class SubjectSearch:
    """What can be reported, in the platform's search: who types “street lamp” wants to report one."""

    kind = SUBJECT_KIND
    title = _("Report a problem")
    icon = "camera"

    def documents(self) -> Iterable[SearchDocument]:
        """Each category in which one may report."""
        return (document for category in reportable() for document in subject_documents(category))


class ReportsSearch:
    """Public reports in the platform's search."""

    kind = "report"
    title = _("Reports")
    icon = "triangle-alert"

    def documents(self) -> Iterable[SearchDocument]:
        """All public reports that were not merged into another one."""
        rows = published().select_related("category").filter(merged_into__isnull=True).defer("search")
        return (search_document(row) for row in rows.order_by("pk").iterator(chunk_size=_CHUNK))


class ReportsOpenData:
    """All public reports as a dataset; nothing in it tells who reported, nor what they wrote freely."""

    def datasets(self) -> Sequence[Dataset]:
        """One dataset."""
        return (_DATASET,)

    def rows(self, slug: str) -> Iterator[dict[str, Any]]:
        """Public reports, the oldest first."""
        rows = public_rows().select_related("category__parent").order_by("created_at", "pk")
        return (_row(report) for report in rows.iterator(chunk_size=_CHUNK))

    def modified_at(self, slug: str) -> datetime | None:
        """When a report last changed, be it one that was hidden: it leaves the files within a minute, not at night."""
        newest: datetime | None = cache.get("reports.open_data.modified")
        if newest is None:
            newest = Report.objects.aggregate(newest=Max("updated_at"))["newest"]
            cache.set("reports.open_data.modified", newest, _READ_AGAIN_S)
        return newest


class ReportsMyRequests:
    """A person's reports among their requests."""

    def requests_of(self, person: Any, *, limit: int = 50) -> Iterable[MyRequest]:
        """The reports that the person made while signed in, or with their proved e-mail, the newest first."""
        followers = Follower.objects.select_related("report__category").filter(known_as(person), is_reporter=True)
        for follower in followers.order_by("-report__created_at", "-report_id")[:limit]:
            report = follower.report
            wording = WORDINGS[State(report.state)]
            address = f", {report.address}" if report.address else ""
            yield MyRequest(
                reference=report.reference,
                title=f"{report.category.name_fr}{address}",
                url=follow_path(follower.pk),
                status=str(wording.label),
                tone=wording.tone,
                created_at=report.created_at,
                expected_at=None if report.closed_at else report.due_at,
                icon=report.category.icon,
            )


class ReportsStatistics:
    """Figures for the metrics page."""

    def gauges(self) -> Iterable[Gauge]:
        """Reports by state; closed ones are counted by an index of their own."""
        rows = Report.objects.filter(closed_at__isnull=True).order_by()
        for state, count in rows.values_list("state").annotate(Count("pk")):
            yield Gauge(
                name="parvis_reports_open", help="Open reports by state", value=count, labels=(("state", state),)
            )
        held = Report.objects.exclude(held_for="").count()
        yield Gauge(name="parvis_reports_held", help="Reports that wait for a check", value=held)


class ReportsHighlights:
    """Two true figures for the home page."""

    def highlights(self) -> Iterable[Highlight]:
        """Reports treated in thirty days, and how long they took; counted anew every five minutes."""
        found = cache.get("reports.highlights")
        if found is None:
            found = figures(days=30)
            cache.set("reports.highlights", found, _FRESH_S)
        if found.resolved:
            text = _("reports solved in thirty days")
            yield Highlight(figure=str(found.resolved), text=text, url="/signalements/carte/", icon="circle-check")
        if found.median_days is not None:
            days = max(1, round(found.median_days))
            text = _("half of them are solved within this time")
            figure = gettext("%d days") % days if days > 1 else gettext("1 day")
            yield Highlight(figure=figure, text=text, url="/signalements/", icon="clock")


class ReportsProofs:
    """Goes on when somebody has confirmed an e-mail address."""

    purposes = frozenset({CONFIRM_FOLLOWER, CONFIRM_ALERT})

    def proved(self, actor: Actor, proof: Proof) -> str | None:
        """Confirms the follower or the alert that the link was sent for."""
        if proof.purpose == CONFIRM_ALERT:
            operations.confirm_subscription(actor, subscription_id=UUID(proof.payload["alert"]))
        else:
            operations.confirm_follower(actor, follower_id=UUID(proof.payload["follower"]))
        return None


personal_data = ReportsPersonalData()
subject_search = SubjectSearch()
report_search = ReportsSearch()
open_data = ReportsOpenData()
my_requests = ReportsMyRequests()
statistics = ReportsStatistics()
home_highlights = ReportsHighlights()
proofs = ReportsProofs()

_DATASET = Dataset(
    slug="signalements",
    title=_("Reports in public space"),
    description=_("What residents have reported in streets and squares, where, when, and what became of it."),
    keywords=(_("reports"), _("public space"), _("street"), "Open311"),
    fields=(
        Field(name="reference", kind="text", title=_("Reference")),
        Field(name="group", kind="text", title=_("Group")),
        Field(name="category", kind="text", title=_("Category")),
        Field(name="service_code", kind="text", title=_("Service code (Open311)")),
        Field(name="state", kind="text", title=_("State")),
        Field(name="reported_at", kind="datetime", title=_("Reported")),
        Field(name="closed_at", kind="datetime", title=_("Closed")),
        Field(name="address", kind="text", title=_("Address")),
        Field(name="insee_code", kind="text", title=_("INSEE code of the commune")),
        Field(name="neighbourhood", kind="text", title=_("Neighbourhood")),
        Field(name="people_concerned", kind="integer", title=_("People who said “me too”")),
        Field(name="longitude", kind="longitude", title=_("Longitude")),
        Field(name="latitude", kind="latitude", title=_("Latitude")),
    ),
)


def _row(report: Report) -> dict[str, Any]:
    group = report.category.parent
    return {
        "reference": report.reference,
        "group": group.name_fr if group else "",
        "category": report.category.name_fr,
        "service_code": report.category.code,
        "state": report.state,
        "reported_at": report.created_at,
        "closed_at": report.closed_at,
        "address": report.address,
        "insee_code": report.commune,
        "neighbourhood": neighbourhood_name(report.neighbourhood),
        "people_concerned": report.supporters,
        "longitude": report.longitude,
        "latitude": report.latitude,
    }


def _exported(report: Report) -> dict[str, Any]:
    answers = Answer.objects.filter(report_id=report.pk).order_by("pk")
    replies = Event.objects.filter(report_id=report.pk, kind=EventKind.REPLY).order_by("at", "pk")
    return {
        "category": report.category.name_fr,
        "description": report.description,
        "address": report.address,
        "longitude": report.longitude,
        "latitude": report.latitude,
        "state": report.state,
        "reported_at": report.created_at.isoformat(),
        "closed_at": report.closed_at.isoformat() if report.closed_at else None,
        "name": report.reporter_name,
        "email": report.reporter_email,
        "phone": report.reporter_phone,
        "answers": {answer.label: answer.texts for answer in answers},
        "replies": [{"at": reply.at.isoformat(), "text": reply.text} for reply in replies],
    }
