# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the service answers to the platform's extension points."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from parvis.kernel.accounts.queries import verified_emails
from parvis.kernel.audit.actors import SYSTEM
from parvis.kernel.registry.extension_points.personal_data import Erasure, Record
from parvis.services.journeys import operations
from parvis.services.journeys.models import Favourite, Subscription


class JourneysPersonalData:
    """Export and erasure of what the service holds of a person."""

    slug = "journeys"

    def export(self, person: Any) -> Iterable[Record]:
        """What the person keeps and follows."""
        for kept in Favourite.objects.filter(person=person).order_by("pk"):
            data = {"label": kept.label, "values": kept.values, "since": kept.created_at.isoformat()}
            yield Record(kind=f"favourite {kept.kind}", reference=kept.key, data=data)
        mine = Q(person=person) | Q(email__in=verified_emails(person))
        for followed in Subscription.objects.filter(mine).order_by("created_at", "pk"):
            data = {"label": followed.label, "since": followed.created_at.isoformat(), "email": followed.email}
            yield Record(kind="disruption alert", reference=followed.key, data=data)

    def erase(self, person: Any) -> Erasure:
        """See `operations.erase_person`."""
        return operations.erase_person(SYSTEM, person=person)


personal_data = JourneysPersonalData()
