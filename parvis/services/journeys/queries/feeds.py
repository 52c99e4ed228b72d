# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an authority sees of its timetables: what is in force, until when, what waits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils import timezone

from parvis.kernel.audit.actors import Actor
from parvis.services.journeys.models import Delivery, Feed
from parvis.services.journeys.queries.scope import feeds_of
from parvis.services.journeys.rules.coverage import Coverage, Span, coverage, covered_until
from parvis.services.journeys.rules.deliveries import DeliveryState

_HEAVY = ("report", "changes")


@dataclass(frozen=True)
class FeedState:
    """A timetable with its deliveries that count, and what travellers have of it."""

    feed: Feed
    active: Delivery | None
    planned: Delivery | None
    waiting: Sequence[Delivery]
    coverage: Coverage
    until: date | None

    @property
    def latest(self) -> Delivery | None:
        """The newest delivery, whatever became of it."""
        return max((each for each in (self.active, self.planned, *self.waiting) if each), key=_newest, default=None)


def _newest(delivery: Delivery) -> tuple[object, int]:
    return delivery.received_at, delivery.pk


def feed_named(slug: str) -> Feed | None:
    """The timetable of that short name, with its authority; for the command, which acts for the platform."""
    return Feed.objects.select_related("organisation").filter(slug=slug).first()


def feed_states(actor: Actor, *, today: date | None = None) -> list[FeedState]:
    """Each timetable of the authority, with what is in force."""
    return states_of(list(feeds_of(actor).select_related("organisation")), today=today)


def states_of(feeds: Sequence[Feed], *, today: date | None = None) -> list[FeedState]:
    """The same for given timetables, in one query."""
    rows = Delivery.objects.filter(feed__in=feeds).exclude(state=DeliveryState.RETIRED).defer(*_HEAVY)
    by_feed: dict[int, list[Delivery]] = defaultdict(list)
    for row in rows.order_by("received_at", "pk"):
        by_feed[row.feed_id].append(row)
    return [_state(feed, by_feed[feed.pk], today or timezone.localdate()) for feed in feeds]


def _state(feed: Feed, rows: list[Delivery], today: date) -> FeedState:
    active = next((row for row in rows if row.state == DeliveryState.ACTIVE), None)
    planned = next((row for row in rows if row.state == DeliveryState.PLANNED), None)
    counting = [row for row in (active, planned) if row is not None]
    waiting = [row for row in rows if row not in counting]
    spans = list(_spans(active, planned))
    return FeedState(feed, active, planned, waiting, coverage(spans, today), covered_until(spans, today))


def spans_of(state: FeedState) -> list[Span]:
    """The days that a timetable covers, in force and planned."""
    return list(_spans(state.active, state.planned))


def _spans(active: Delivery | None, planned: Delivery | None) -> Iterable[Span]:
    """Days covered: the plan takes over on its day, whatever the one in force still holds."""
    if active is not None and active.first_day and active.last_day:
        last = active.last_day
        if planned is not None and planned.planned_for:
            last = min(last, planned.planned_for)
        if last >= active.first_day:
            yield Span(active.first_day, last)
    if planned is not None and planned.planned_for and planned.first_day and planned.last_day:
        first = max(planned.first_day, planned.planned_for)
        if planned.last_day >= first:
            yield Span(first, planned.last_day)


def deliveries_of_feed(feed: Feed, limit: int = 50) -> list[Delivery]:
    """The newest deliveries, without their long parts."""
    return list(feed.deliveries.defer(*_HEAVY).order_by("-received_at", "-pk")[:limit])


def has_earlier(feed: Feed) -> bool:
    """Whether one can go back to what was in force before."""
    return feed.deliveries.filter(state=DeliveryState.RETIRED).exists()


def feeds_to_fetch(at: datetime) -> list[int]:
    """Timetables with an address whose hour of today has come and that were not asked since; their keys."""
    local = timezone.localtime(at)
    begun = local.replace(hour=0, minute=0, second=0, microsecond=0)
    waiting = Feed.objects.filter(active=True, fetch_hour__lte=local.hour).exclude(fetch_url="")
    return list(waiting.exclude(fetched_at__gte=begun).order_by("pk").values_list("pk", flat=True))


def feeds_to_warn(today: date) -> list[int]:
    """Timetables in use that end soon with nothing planned behind; their keys."""
    states = states_of(list(Feed.objects.filter(active=True).order_by("pk")), today=today)
    return [state.feed.pk for state in states if state.coverage is Coverage.ENDING]


def in_force() -> QuerySet[Delivery]:
    """What everybody gets: the file in force of each timetable in use."""
    rows = Delivery.objects.filter(state=DeliveryState.ACTIVE, feed__active=True).defer(*_HEAVY)
    return rows.select_related("feed__organisation").order_by("feed__organisation__name", "feed__title", "pk")
