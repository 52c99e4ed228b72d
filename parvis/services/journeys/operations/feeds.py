# SPDX-License-Identifier: AGPL-3.0-or-later
"""An authority's timetables: made, changed, delivered."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from parvis.kernel.audit.actors import Actor
from parvis.kernel.audit.operations import record
from parvis.kernel.audit.refusals import NotAllowed, NotFound, Reason, refuse
from parvis.kernel.jobs import defer
from parvis.kernel.organisations.queries import organisation_by_slug
from parvis.kernel.registry import service_settings
from parvis.services.journeys import storage
from parvis.services.journeys.manifest import ACTIVATE, DELIVER
from parvis.services.journeys.models import Delivery, Feed
from parvis.services.journeys.models.feeds import HowGiven
from parvis.services.journeys.operations.locks import locked_feed

_MEGABYTE = 1_000_000
CHANGEABLE = ("title", "fetch_url", "fetch_hour", "activate_at_once", "licence", "active")


def add_feed(actor: Actor, *, organisation_slug: str, slug: str, title: str, **values: object) -> Feed:
    """Gives an authority a timetable to deliver. `values` are fields of `CHANGEABLE`.

    Raises:
        NotFound: no such organisation, or not the actor's own.
        NotAllowed: the actor may not deliver.
        Refused: the short name is taken.
    """
    organisation = organisation_by_slug(organisation_slug)
    if organisation is None or (actor.kind != "system" and organisation.pk != actor.organisation_id):
        raise NotFound(organisation_slug)
    for needed in (DELIVER, *([ACTIVATE] if values.get("activate_at_once") else [])):
        if not actor.can(needed):
            raise NotAllowed(needed)
    with transaction.atomic():
        if Feed.objects.filter(slug=slug).exists():
            raise refuse("slug", _("This short name is taken: choose another one."))
        chosen = {name: value for name, value in values.items() if name in CHANGEABLE}
        feed = Feed.objects.create(organisation_id=organisation.pk, slug=slug, title=title, **chosen)
        record(actor, verb="journeys.add_feed", target=feed)
    return feed


def change_feed(actor: Actor, *, feed_id: int, **values: object) -> Feed:
    """Changes a timetable's title, address, hour, licence or use; fields of `CHANGEABLE`.

    That files come into force by themselves is for those to say who may put them in force.

    Raises:
        NotFound, NotAllowed: see `locked_feed`.
    """
    with transaction.atomic():
        feed = locked_feed(actor, feed_id, permission=DELIVER)
        changed = [name for name in CHANGEABLE if name in values and getattr(feed, name) != values[name]]
        if "activate_at_once" in changed and not actor.can(ACTIVATE):
            raise NotAllowed(ACTIVATE)
        for name in changed:
            setattr(feed, name, values[name])
        if "fetch_url" in changed:
            feed.etag, feed.last_modified, feed.fetch_failures = "", "", 0
            changed += ["etag", "last_modified", "fetch_failures"]
        if changed:
            feed.save(update_fields=changed)
            record(actor, verb="journeys.change_feed", target=feed, detail={"fields": changed})
        if "active" in changed:
            defer("journeys.build_network")
    return feed


def deliver(
    actor: Actor,
    *,
    feed_id: int,
    data: bytes,
    file_name: str = "",
    how: HowGiven = HowGiven.FILE,
    at: datetime | None = None,
) -> tuple[Delivery, bool]:
    """Takes a file: on disk and in the database when this returns; its check is a job.

    The same file again is the same version: it is returned, with False.

    Raises:
        NotFound, NotAllowed: see `locked_feed`.
        Refused: empty, or larger than the town allows.
    """
    most = service_settings("journeys").feed_megabytes
    if not data:
        raise refuse("file", _("This file is empty. Choose the zip file that your software exports."))
    if len(data) > most * _MEGABYTE:
        said = _("This file is larger than %d MB. Ask the IT team, or split it by network.") % most
        raise refuse("file", said, Reason.TOO_MANY)
    digest = hashlib.sha256(data).hexdigest()
    with transaction.atomic():
        feed = locked_feed(actor, feed_id, permission=DELIVER)
        known = Delivery.objects.filter(feed=feed, sha256=digest).first()
        if known is not None:
            return known, False
        made = Delivery.objects.create(
            feed=feed,
            sha256=digest,
            size_bytes=len(data),
            file_name=file_name[:200],
            path=storage.keep_feed(digest, data),
            how=how,
            received_at=at or timezone.now(),
        )
        record(actor, verb="journeys.deliver", target=made, detail={"sha256": digest, "bytes": len(data)})
        defer("journeys.check", delivery_id=made.pk)
    return made, True
