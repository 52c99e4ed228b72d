# SPDX-License-Identifier: AGPL-3.0-or-later
"""Fetching timetables from the addresses that authorities gave, on schedule and only when they changed."""

from __future__ import annotations

from datetime import datetime

import httpx
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from parvis.kernel.audit.actors import SYSTEM
from parvis.kernel.audit.refusals import Refused
from parvis.kernel.files.fetching import Fetched, FetchRefused, fetch
from parvis.kernel.files.public_hosts import Resolve, addresses_of
from parvis.kernel.registry import service_settings
from parvis.services.journeys.models import Feed
from parvis.services.journeys.models.feeds import HowGiven
from parvis.services.journeys.operations.feeds import deliver

_MEGABYTE = 1_000_000


def fetch_feed(
    *,
    feed_id: int,
    resolve: Resolve = addresses_of,
    transport: httpx.BaseTransport | None = None,
    at: datetime | None = None,
) -> FeedOutcome:
    """Asks a feed's server for something newer than it last gave, and delivers it. Says what came of it."""
    at = at or timezone.now()
    feed = Feed.objects.get(pk=feed_id)
    most = service_settings("journeys").feed_megabytes * _MEGABYTE
    try:
        answer = fetch(
            feed.fetch_url,
            most_bytes=most,
            accept="application/zip, application/octet-stream",
            etag=feed.etag,
            last_modified=feed.last_modified,
            redirects=4,
            resolve=resolve,
            transport=transport,
        )
        outcome = _take(feed, answer)
    except (FetchRefused, Refused) as refused:
        _note(feed, at, result=str(refused)[:300], failures=feed.fetch_failures + 1)
        return _("Not fetched: %s") % refused
    _note(feed, at, result=outcome, failures=0, answer=answer)
    return outcome


type FeedOutcome = str


def _take(feed: Feed, answer: Fetched) -> FeedOutcome:
    if answer.unchanged:
        return _("Nothing new")
    name = answer.file_name or f"{feed.slug}.zip"
    _version, new = deliver(SYSTEM, feed_id=feed.pk, data=answer.content, file_name=name, how=HowGiven.FETCHED)
    return _("New file delivered") if new else _("The same file as before")


def _note(feed: Feed, at: datetime, *, result: str, failures: int, answer: Fetched | None = None) -> None:
    values: dict[str, object] = {"fetched_at": at, "fetch_result": result, "fetch_failures": failures}
    if answer is not None and not answer.unchanged:
        values |= {"etag": answer.etag[:200], "last_modified": answer.last_modified[:60]}
    with transaction.atomic():
        Feed.objects.filter(pk=feed.pk).update(**values)
