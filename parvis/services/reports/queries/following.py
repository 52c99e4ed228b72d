# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the holder of a token reads: the follow page, also of a private report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from parvis.services.reports.models import Answer, AreaSubscription, Follower, Forwarding, Report, ReportPhoto
from parvis.services.reports.models.exchange import ForwardingState, RemoteStatus
from parvis.services.reports.queries.public import Photo, photo_of
from parvis.services.reports.queries.timeline import Line, public_timeline, reporter_timeline
from parvis.services.reports.rules.publication import Visibility
from parvis.services.reports.rules.states import By, State, transition
from parvis.services.reports.tokens import Purpose, follower_id, identifier_of


@dataclass(frozen=True)
class FollowPage:
    """What somebody who follows a report reads.

    The one who reported reads their own words and photos and may answer; others read what is public.
    `asks_if_resolved` is True while the answer “no” would open the report again.
    """

    report: Report
    follower: Follower
    is_reporter: bool
    photos: Sequence[Photo]
    answers: Sequence[Answer]
    timeline: Sequence[Line]
    asks_if_resolved: bool


def followed(token: str) -> FollowPage | None:
    """The page behind a token; None for a forged one, a follower who is gone, or a report
    that is public no more and was made by somebody else."""
    identifier = follower_id(token)
    if identifier is None:
        return None
    follower = (
        Follower.objects.select_related("report__category", "report__merged_into", "person")
        .filter(pk=identifier)
        .first()
    )
    if follower is None:
        return None
    report, mine = follower.report, follower.is_reporter
    if not mine and report.visibility != Visibility.PUBLIC:
        return None
    rows = ReportPhoto.objects.select_related("file").filter(report_id=report.pk).order_by("position", "pk")
    return FollowPage(
        report=report,
        follower=follower,
        is_reporter=mine,
        photos=[photo_of(row) for row in rows if row.public or (mine and not row.from_agent)],
        answers=list(Answer.objects.filter(report_id=report.pk).order_by("pk")) if mine else (),
        timeline=reporter_timeline(report) if mine else public_timeline(report),
        asks_if_resolved=mine and transition(State(report.state), State.REPORTED, By.REPORTER) is not None,
    )


def subscription_of_feed(token: str) -> AreaSubscription | None:
    """The alert whose Atom feed a token reads, ended ones left out."""
    return _subscription(Purpose.FEED, token)


def subscription_to_end(token: str) -> AreaSubscription | None:
    """The alert that a token ends."""
    return _subscription(Purpose.ALERT, token)


def forwarding_of(token: str) -> Forwarding | None:
    """The forwarding behind another organisation's token, also after its answer; see `awaits_answer` for what
    may be shown of it."""
    identifier = identifier_of(Purpose.REMOTE, token)
    if identifier is None:
        return None
    return Forwarding.objects.select_related("report__category", "target").filter(pk=identifier).first()


def awaits_answer(forwarding: Forwarding) -> bool:
    """True while the other organisation may say what becomes of the report, and so may read it.

    Afterwards its token opens nothing of what a resident wrote: a report taken back, or made anonymous since,
    is none of its business.
    """
    return forwarding.report.anonymised_at is None and forwarding.state in {
        ForwardingState.PENDING,
        ForwardingState.SENT,
    }


def answer_in_words(forwarding: Forwarding) -> str:
    """What the other organisation answered last, or nothing."""
    said = forwarding.remote_status
    return str(RemoteStatus(said).label) if said in RemoteStatus.values else ""


def photos_for_partner(forwarding: Forwarding) -> Sequence[Photo]:
    """The public photos of a forwarded report."""
    rows = ReportPhoto.objects.select_related("file").filter(report_id=forwarding.report_id, public=True)
    return [photo_of(row) for row in rows.order_by("position", "pk")]


def _subscription(purpose: Purpose, token: str) -> AreaSubscription | None:
    identifier = identifier_of(purpose, token)
    rows = AreaSubscription.objects.filter(stopped_at__isnull=True).select_related("category")
    return rows.filter(pk=identifier).first() if identifier else None
