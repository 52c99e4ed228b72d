# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the service answers to the platform's extension points."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from parvis.kernel.audit.actors import Actor
from parvis.kernel.registry.extension_points.open_data import Dataset, Field
from parvis.kernel.registry.extension_points.personal_data import Erasure, Record
from parvis.kernel.registry.extension_points.proofs import Proof
from parvis.services.journeys import operations
from parvis.services.journeys.models import Delivery, Favourite
from parvis.services.journeys.operations.subscriptions import CONFIRM
from parvis.services.journeys.queries.feeds import in_force
from parvis.services.journeys.queries.streams import followed
from parvis.services.journeys.queries.subscriptions import manage_token, of_person

SLUG = "timetables"


class JourneysPersonalData:
    """What people follow and keep. Who delivered and decided stands in the journal, which answers for itself."""

    slug = "journeys"

    def export(self, person: Any) -> Iterable[Record]:
        """The lines, stops and networks whose disruptions the person wants to hear of, and the favourites."""
        for row in of_person(person):
            data = {
                "what": row.subject, "timetable": row.feed, "line": row.route_id, "stop": row.stop_id,
                "name": row.name, "days": row.days, "from_hour": row.from_hour, "until_hour": row.until_hour,
                "email": row.email, "since": row.created_at.isoformat(),
            }  # fmt: skip
            yield Record(kind="followed disruptions", reference=str(row.pk), data=data)
        for kept in Favourite.objects.filter(person=person):
            data = {"kind": kept.kind, "name": kept.label, "address": kept.address, "timetable": kept.feed}
            data |= {"key": kept.key, "longitude": kept.lon, "latitude": kept.lat, "since": kept.created_at.isoformat()}
            yield Record(kind="favourite", reference=str(kept.pk), data=data)

    def erase(self, person: Any) -> Erasure:
        """Deletes them."""
        ended = operations.erase_subscriptions(person)
        return replace(ended, deleted=ended.deleted + operations.erase_favourites(person))


class JourneysProofs:
    """Goes on when somebody has confirmed an e-mail address."""

    purposes = frozenset({CONFIRM})

    def proved(self, actor: Actor, proof: Proof) -> str | None:
        """Starts the subscription that the link was sent for, and shows what the address follows."""
        first, last = proof.payload["hours"]
        operations.confirm_subscription(
            actor,
            subscription_id=UUID(proof.payload["subscription"]),
            days=proof.payload["days"],
            hours=(first, last),
        )
        return reverse("journeys:followed-by-link", args=[manage_token(proof.email)])


class JourneysOpenData:
    """The list of the timetables in force, each with the address of its GTFS file."""

    def datasets(self) -> Sequence[Dataset]:
        """One."""
        fields = (
            Field(name="authority", kind="text", title=_("Transport authority")),
            Field(name="timetable", kind="text", title=_("Timetable")),
            Field(name="first_day", kind="date", title=_("First day of service")),
            Field(name="last_day", kind="date", title=_("Last day of service")),
            Field(name="lines", kind="integer", title=_("Lines")),
            Field(name="stops", kind="integer", title=_("Stops")),
            Field(name="trips", kind="integer", title=_("Trips")),
            Field(name="licence", kind="text", title=_("Licence")),
            Field(name="url", kind="text", title=_("Address of the GTFS file")),
            Field(name="realtime_url", kind="text", title=_("Address of the real time (GTFS-Realtime)")),
        )
        return (
            Dataset(
                slug=SLUG,
                title=_("Timetables of public transport"),
                description=_("The GTFS files in force, checked, of all transport authorities."),
                keywords=(_("transport"), _("timetables"), "GTFS"),
                fields=fields,
                theme="http://publications.europa.eu/resource/authority/data-theme/TRAN",
            ),
        )

    def rows(self, slug: str) -> Iterator[dict[str, Any]]:
        """A row for each timetable in force."""
        live = set(followed().values_list("feed_id", flat=True))
        for row in in_force().iterator(chunk_size=500):
            yield {
                "authority": row.feed.organisation.name,
                "timetable": row.feed.title,
                "first_day": row.first_day,
                "last_day": row.last_day,
                "lines": row.counts.get("lines"),
                "stops": row.counts.get("stops"),
                "trips": row.counts.get("trips"),
                "licence": row.feed.licence,
                "url": f"{settings.BASE_URL}{reverse('journeys:gtfs', args=[row.feed.slug])}",
                "realtime_url": f"{settings.BASE_URL}{reverse('journeys:realtime-feed', args=[row.feed.slug])}"
                if row.feed_id in live
                else "",
            }

    def modified_at(self, slug: str) -> datetime | None:
        """When a file last came into force."""
        newest: datetime | None = Delivery.objects.aggregate(at=Max("active_since"))["at"]
        return newest


personal_data = JourneysPersonalData()
proofs = JourneysProofs()
open_data = JourneysOpenData()
