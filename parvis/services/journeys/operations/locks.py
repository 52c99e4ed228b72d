# SPDX-License-Identifier: AGPL-3.0-or-later
"""Locking timetables and versions in one order: first the feed, then the version."""

from __future__ import annotations

from uuid import UUID

from parvis.kernel.audit.actors import Actor
from parvis.kernel.audit.refusals import Conflict, NotAllowed, NotFound
from parvis.services.journeys.models import Delivery, Feed
from parvis.services.journeys.queries.scope import deliveries_of, feeds_of


def locked_feed(actor: Actor, feed_id: int, *, permission: str) -> Feed:
    """The authority's timetable, locked until the transaction ends.

    Raises:
        NotFound: no such timetable of the actor's authority.
        NotAllowed: the actor lacks the permission.
    """
    feed = feeds_of(actor).select_for_update().filter(pk=feed_id).first()
    if feed is None:
        raise NotFound(str(feed_id))
    if not actor.can(permission):
        raise NotAllowed(permission)
    return feed


def locked_delivery(
    actor: Actor, key: UUID, *, permission: str, expected_version: int | None = None
) -> tuple[Feed, Delivery]:
    """A version and its timetable, both locked; all changes of one timetable's versions wait for one another.

    Raises:
        NotFound, NotAllowed: see `locked_feed`.
        Conflict: it is not at `expected_version` any more.
    """
    feed_id = deliveries_of(actor).filter(uuid=key).values_list("feed_id", flat=True).first()
    if feed_id is None:
        raise NotFound(str(key))
    feed = locked_feed(actor, feed_id, permission=permission)
    version = Delivery.objects.select_for_update().get(uuid=key)
    if expected_version is not None and version.version != expected_version:
        raise Conflict(reference=feed.title, last=None)
    version.feed = feed
    return feed, version
