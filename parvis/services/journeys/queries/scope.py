# SPDX-License-Identifier: AGPL-3.0-or-later
"""The only doors to an authority's rows."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from parvis.kernel.audit.actors import Actor
from parvis.kernel.audit.refusals import NotFound
from parvis.services.journeys.manifest import READ
from parvis.services.journeys.models import Delivery, Feed


def feeds_of(actor: Actor) -> QuerySet[Feed]:
    """Timetables of the authority for which the agent works; none for anybody else; all for the system."""
    if actor.kind == "system":
        return Feed.objects.all()
    if actor.organisation_id is None or not actor.can(READ):
        return Feed.objects.none()
    return Feed.objects.filter(organisation_id=actor.organisation_id)


def feed_for(actor: Actor, slug: str) -> Feed:
    """The authority's timetable of that name.

    Raises:
        NotFound: there is none, or it is another authority's.
    """
    feed = feeds_of(actor).filter(slug=slug).first()
    if feed is None:
        raise NotFound(slug)
    return feed


def deliveries_of(actor: Actor) -> QuerySet[Delivery]:
    """Versions of the authority's timetables."""
    return Delivery.objects.filter(feed__in=feeds_of(actor))


def delivery_for(actor: Actor, key: UUID) -> Delivery:
    """The authority's version.

    Raises:
        NotFound: there is none, or it is another authority's.
    """
    version = deliveries_of(actor).select_related("feed__organisation").filter(uuid=key).first()
    if version is None:
        raise NotFound(str(key))
    return version
