# SPDX-License-Identifier: AGPL-3.0-or-later
"""Telling an authority, in time, that its timetable ends."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from parvis.kernel.notifications.operations import notify
from parvis.kernel.notifications.recipients import Recipient
from parvis.kernel.organisations.queries import agents_with
from parvis.services.journeys.manifest import DELIVER
from parvis.services.journeys.models import Feed
from parvis.services.journeys.queries.feeds import states_of
from parvis.services.journeys.rules.coverage import Coverage


def warn_of_the_end(*, feed_id: int, today: date) -> int:
    """Writes to each agent who may deliver; once for a given last day. How many messages leave."""
    with transaction.atomic():
        feed = Feed.objects.select_for_update().get(pk=feed_id)
        state = states_of([feed], today=today)[0]
        if state.coverage is not Coverage.ENDING or state.until == feed.warned_until:
            return 0
        feed.warned_until = state.until
        feed.save(update_fields=["warned_until"])
        return sum(_tell(feed, member.person, state.until) for member in agents_with(DELIVER, feed.organisation_id))


def _tell(feed: Feed, person: object, until: date | None) -> int:
    with translation.override(getattr(person, "language", "") or settings.LANGUAGE_CODE):
        day = date_format(until, "l j F") if until else ""
        return notify(
            recipient=Recipient(person=person),
            kind="journeys.coverage",
            key=f"journeys-coverage-{feed.pk}-{until}",
            subject=_("The timetable “%(title)s” ends on %(day)s") % {"title": feed.title, "day": day},
            body_text=_(
                "After that day nobody finds a departure any more. "
                "Give the next file, and plan the day from which it holds."
            ),
            url=f"{settings.BASE_URL}/agents/trajets/{feed.slug}/",
        )
