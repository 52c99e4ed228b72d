# SPDX-License-Identifier: AGPL-3.0-or-later
"""Streams of real time: which are followed, what the desk and everybody see of them."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from parvis.services.journeys.models import Feed, Stream

EVERY = timedelta(seconds=20)
"""Asked again after so long at the earliest: twice a minute, and the clock of a queue is not exact."""
BROKEN_AFTER = 10
SELDOM = timedelta(minutes=5)
"""How often a server is asked that has failed so many times in a row."""


def due(at: datetime) -> Q:
    """Of streams that nobody has asked just now, or (by a clock that was wrong) in the future."""
    return (
        Q(asked_at__isnull=True)
        | Q(asked_at__lte=at - EVERY, failures__lt=BROKEN_AFTER)
        | Q(asked_at__lte=at - SELDOM)
        | Q(asked_at__gt=at + SELDOM)
    )


def followed() -> QuerySet[Stream]:
    """The streams of the timetables in use."""
    return Stream.objects.filter(feed__active=True).select_related("feed")


def streams_of_feed(feed: Feed) -> QuerySet[Stream]:
    """A timetable's streams with what is known of their last message, without the message itself."""
    return feed.streams.select_related("message").defer("message__content")
