# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the service answers to the platform's extension points."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from parvis.kernel.audit.actors import SYSTEM
from parvis.kernel.registry import service_settings
from parvis.kernel.registry.extension_points.my_requests import MyRequest
from parvis.kernel.registry.extension_points.personal_data import Erasure, Record
from parvis.kernel.registry.extension_points.privacy_notices import PrivacyNotice
from parvis.kernel.registry.extension_points.search import SearchDocument
from parvis.services.specimen import operations
from parvis.services.specimen.adapters import search_document
from parvis.services.specimen.models import Case
from parvis.services.specimen.queries import cases_of_person
from parvis.services.specimen.rules import LABELS, TONES, State
from parvis.services.specimen.tokens import follow_token


class SpecimenPersonalData:
    """Export and erasure of what the service holds of a person."""

    slug = "specimen"

    def export(self, person: Any) -> Iterable[Record]:
        """The person's requests and their answers."""
        mine = Q(person=person) | Q(email=person.email)
        for case in Case.objects.filter(mine).order_by("pk"):
            data = {"text": case.text, "answer": case.answer, "email": case.email, "at": case.created_at.isoformat()}
            yield Record(kind="request", reference=case.reference, data=data)

    def erase(self, person: Any) -> Erasure:
        """See `operations.erase_person`."""
        return operations.erase_person(SYSTEM, person=person)


class SpecimenPrivacyNotices:
    """What the town tells about the data that the service keeps (GDPR article 13)."""

    def notices(self) -> Iterable[PrivacyNotice]:
        """One use."""
        months = service_settings("specimen").retention_months
        yield PrivacyNotice(
            title=_("Specimen service"),
            data=_("Your request, your e-mail address if you give it, and a code made from your network address."),
            purpose=_("To answer you, and to keep floods of requests out."),
            legal_basis=_("A task in the public interest (GDPR, article 6.1.e)."),
            kept_for=_("%(months)d months after the answer.") % {"months": months},
        )


class SpecimenMyRequests:
    """A person's requests in their personal space."""

    def requests_of(self, person: Any, *, limit: int = 50) -> Iterable[MyRequest]:
        """The newest first."""
        for case in cases_of_person(person)[:limit]:
            state = State(case.state)
            yield MyRequest(
                reference=case.reference,
                title=str(_("Specimen service")),
                url=reverse("specimen:follow", args=[follow_token(case.pk)]),
                status=str(LABELS[state]),
                tone=TONES[state],
                created_at=case.created_at,
                icon="message-square",
            )


class SpecimenSearch:
    """Requests in the agents' search."""

    kind = "specimen"
    title = _("Specimen service")
    icon = "message-square"

    def documents(self) -> Iterable[SearchDocument]:
        """All requests that still say what was asked."""
        rows = Case.objects.filter(anonymised_at__isnull=True).order_by("pk")
        return (search_document(case) for case in rows.iterator(chunk_size=2_000))


personal_data = SpecimenPersonalData()
privacy_notices = SpecimenPrivacyNotices()
my_requests = SpecimenMyRequests()
search = SpecimenSearch()
