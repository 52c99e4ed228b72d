# SPDX-License-Identifier: AGPL-3.0-or-later
"""Subscriptions to disruptions: somebody's own, and those that a disruption concerns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.core import signing
from django.db.models import Q, QuerySet

from parvis.services.journeys.adapters.alert_reach import reach_of
from parvis.services.journeys.models import DisruptionSubscription
from parvis.services.journeys.rules.disruptions import Concerned, Period
from parvis.services.journeys.rules.subscriptions import Subject, touches

_SALT = "parvis.journeys.alerts"
_CHUNK = 1_000


def of_person(person: Any) -> QuerySet[DisruptionSubscription]:
    """Those of somebody with an account: made signed in, or with the e-mail address that they have proved."""
    mine = Q(person=person)
    if person.email_verified_at is not None:
        mine |= Q(email=person.email.lower())
    return DisruptionSubscription.objects.filter(mine).order_by("name", "pk")


def of_email(email: str) -> QuerySet[DisruptionSubscription]:
    """Those of an address."""
    return DisruptionSubscription.objects.filter(email=email).order_by("name", "pk")


def manage_token(email: str) -> str:
    """What the link in a message carries: it shows and ends the subscriptions of that address."""
    return signing.dumps(email, salt=_SALT)


def email_of_token(token: str) -> str | None:
    """The address of a link; None for a forged one. It does not expire: a mailbox keeps its messages."""
    try:
        found = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        return None
    return found if isinstance(found, str) else None


def recipients_of(
    concerned: Iterable[Concerned], periods: Iterable[Period], now: datetime, *, until: datetime | None = None
) -> Iterator[list[DisruptionSubscription]]:
    """For each person or address: their subscriptions that a disruption concerns, within their days and hours.

    `until`: only what was followed by then.
    """
    every = list(periods)
    found: dict[tuple[int | None, str], list[DisruptionSubscription]] = defaultdict(list)
    rows = DisruptionSubscription.objects.filter(_concerned(concerned), confirmed_at__isnull=False)
    if until is not None:
        rows = rows.filter(confirmed_at__lte=until)
    for row in rows.select_related("person").order_by("pk").iterator(chunk_size=_CHUNK):
        if touches(every, days=row.days, from_hour=row.from_hour, until_hour=row.until_hour, now=now):
            found[row.person_id, row.email].append(row)
    yield from found.values()


def _concerned(concerned: Iterable[Concerned]) -> Q:
    reach = reach_of(concerned)
    wanted = Q(feed__in=reach.networks) | Q(subject=Subject.NETWORK, feed__in=reach.touched)
    for feed in sorted(reach.touched | {feed for feed, _stop in reach.stops}):
        lines = [route for one, route in reach.lines if one == feed]
        stops = [stop for one, stop in reach.stops if one == feed]
        wanted |= Q(feed=feed) & (
            Q(subject=Subject.LINE, route_id__in=lines) | Q(subject=Subject.STOP, stop_id__in=stops)
        )
    return wanted
