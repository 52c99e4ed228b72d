# SPDX-License-Identifier: AGPL-3.0-or-later
"""Background jobs; each may run again without harm."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy

from parvis.kernel.audit.actors import SYSTEM
from parvis.kernel.jobs import defer, defer_at, job
from parvis.services.journeys import operations
from parvis.services.journeys.models import NetworkState
from parvis.services.journeys.queries.feeds import feeds_to_fetch, feeds_to_warn
from parvis.services.journeys.queries.streams import followed


@job(name="journeys.check", title=gettext_lazy("Check a timetable file"), retries=2)
def check(delivery_id: int) -> None:
    """Reads and reports a delivered file."""
    operations.check_delivery(delivery_id=delivery_id)


@job(name="journeys.fetch", title=gettext_lazy("Fetch a timetable"), retries=2)
def fetch(feed_id: int) -> None:
    """Asks the address of one timetable."""
    operations.fetch_feed(feed_id=feed_id)


@job(name="journeys.fetch_due", title=gettext_lazy("Fetch the timetables that are due"))
def fetch_due() -> None:
    """Queues the fetches of the hour, and those that an earlier hour missed."""
    for feed_id in feeds_to_fetch(timezone.now()):
        defer(fetch, feed_id=feed_id)


@job(name="journeys.begin_day", title=gettext_lazy("Put the timetables of the day in force"))
def begin_day() -> None:
    """Puts in force what is planned for today, warns of timetables that end, throws old files away."""
    today = timezone.localdate()
    operations.begin_planned(today=today)
    for feed_id in feeds_to_warn(today):
        operations.warn_of_the_end(feed_id=feed_id, today=today)
    operations.forget_old_files()
    operations.forget_unconfirmed()
    operations.forget_counts(today=today)
    defer(build_network)


@job(name="journeys.build_network", title=gettext_lazy("Build the network of all timetables"), retries=3, unique=True)
def build_network() -> None:
    """Builds the network in force; each night again, for the bounds of the new day."""
    made = operations.build_network(SYSTEM)
    if made is not None and made.state == NetworkState.FAILED:
        raise RuntimeError(made.problem)  # again later, and then before the eyes of the IT team
    defer(pool_timetables)


@job(name="journeys.rehearse", title=gettext_lazy("Try a search in the new network"), unique=True)
def rehearse() -> None:
    """Has the search compiled before somebody needs it."""
    operations.rehearse()


@job(name="journeys.end_disruptions", title=gettext_lazy("End the disruptions that are over"))
def end_disruptions() -> None:
    """Marks those whose last period has ended."""
    operations.end_due()


@job(name="journeys.tell", title=gettext_lazy("Tell subscribers of a disruption"), retries=5)
def tell(disruption_id: int, version: int, what: str, before: list[dict[str, Any]]) -> None:
    """Writes to those whom a disruption concerns."""
    operations.tell_subscribers(disruption_id=disruption_id, version=version, what=what, before=before)


@job(name="journeys.build_trial", title=gettext_lazy("Build a network on trial"), retries=2)
def build_trial(trial_id: int) -> None:
    """Builds what an authority tries out."""
    operations.build_trial(trial_id=trial_id)


@job(name="journeys.throw_away_trials", title=gettext_lazy("Throw away the networks on trial that are over"))
def throw_away_trials() -> None:
    """Deletes them with their files."""
    operations.throw_away_trials()


@job(name="journeys.follow_streams", title=gettext_lazy("Follow the streams of real time"), unique=True)
def follow_streams() -> None:
    """Queues this minute's two questions to each stream; one that still waits is not queued again."""
    now = timezone.now()
    for stream_id in followed().values_list("pk", flat=True):
        for turn, when in enumerate((now, now + timedelta(seconds=30))):
            defer_at(when, fetch_stream, stream_id=stream_id, turn=turn)


@job(name="journeys.fetch_stream", title=gettext_lazy("Fetch a message of real time"), retries=0, unique=True)
def fetch_stream(stream_id: int, turn: int = 0) -> None:
    """Asks one stream, unless another worker has just done so. `turn` tells the two questions of a minute apart."""
    operations.fetch_stream(stream_id=stream_id)


@job(name="journeys.pool_timetables", title=gettext_lazy("Put all timetables in one file"), retries=2, unique=True)
def pool_timetables() -> None:
    """Makes the file that everybody may take."""
    operations.pool_timetables()
