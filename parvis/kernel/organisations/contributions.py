# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the `organisations` app holds of a person, and how it forgets it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from parvis.kernel.organisations.models import Invitation, Membership
from parvis.kernel.organisations.queries import is_agent
from parvis.kernel.registry.extension_points.personal_data import Erasure, ErasureRefusedError, Record


class OrganisationsPersonalData:
    """Memberships and invitations."""

    slug = "organisations"

    def export(self, person: Any) -> Iterable[Record]:
        """Each membership with role and teams; each invitation received."""
        memberships = Membership.objects.filter(person_id=person.pk).select_related("organisation")
        for membership in memberships.prefetch_related("teams").order_by("pk"):
            yield Record(
                kind="membership",
                reference=membership.organisation.name,
                data={
                    "role": membership.role,
                    "since": membership.since.isoformat(),
                    "teams": [team.name for team in membership.teams.all()],
                },
            )
        for invitation in Invitation.objects.filter(email=person.email).select_related("organisation").order_by("pk"):
            yield Record(
                kind="invitation",
                reference=invitation.organisation.name,
                data={"role": invitation.role, "created_at": invitation.created_at.isoformat()},
            )

    def erase(self, person: Any) -> Erasure:
        """Deletes invitations. An agent's account is a working tool: the membership must end first."""
        membership = Membership.objects.filter(person_id=person.pk).select_related("organisation").first()
        if membership is not None:
            raise ErasureRefusedError(
                _("You are a member of “%(organisation)s”. Ask its supervisor to remove you first.")
                % {"organisation": membership.organisation.name}
            )
        deleted, _models = Invitation.objects.filter(email=person.email).delete()
        return Erasure(deleted=deleted)


PERSONAL_DATA = OrganisationsPersonalData()


class AgentsLanding:
    """Agents arrive at their desk."""

    def landing_of(self, person: Any) -> str:
        """The agents' first page for a member of an organisation."""
        return reverse("organisations:desk") if is_agent(person) else ""


LANDING = AgentsLanding()
