# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading organisations, teams and members."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from parvis.kernel.accounts.queries import token_hash
from parvis.kernel.audit.actors import Actor
from parvis.kernel.organisations.models import Invitation, Membership, Organisation, Team
from parvis.kernel.organisations.permissions import permissions_of, permissions_of_roles
from parvis.kernel.organisations.rules import Role
from parvis.kernel.registry import manifests

__all__ = [
    "agents_with",
    "descendants",
    "invitation",
    "is_agent",
    "main_organisation",
    "member_for",
    "members_for",
    "open_invitations_for",
    "organisation_by_slug",
    "organisation_of_commune",
    "permissions_of",
    "permissions_of_person",
    "role_of",
    "team_for",
    "teams_for",
    "teams_of_person",
]


def organisation_by_slug(slug: str) -> Organisation | None:
    """The active organisation with this slug."""
    return Organisation.objects.filter(slug=slug, active=True).first()


def organisation_of_commune(insee_code: str) -> Organisation | None:
    """The town with this INSEE code, if it takes part in the platform."""
    return Organisation.objects.filter(insee_code=insee_code, kind="town", active=True).first()


def main_organisation() -> Organisation | None:
    """The organisation that runs the portal: the one without parent that was made first."""
    return Organisation.objects.filter(parent__isnull=True, active=True).order_by("pk").first()


def descendants(organisation_id: int) -> list[int]:
    """Keys of the organisation and of all below it."""
    found, level = [organisation_id], [organisation_id]
    while level:
        level = list(
            Organisation.objects.filter(parent_id__in=level).exclude(pk__in=found).values_list("pk", flat=True)
        )
        found += level
    return found


def teams_for(organisation_id: int, *, inactive_too: bool = False) -> QuerySet[Team]:
    """Teams of the organisation by name, with `member_count`."""
    teams = Team.objects.filter(organisation_id=organisation_id).annotate(member_count=Count("memberships"))
    return teams if inactive_too else teams.filter(active=True)


def teams_of_person(person_id: int, organisation_id: int) -> list[int]:
    """Keys of the teams in which the person works in this organisation."""
    teams = Team.objects.filter(memberships__person_id=person_id, organisation_id=organisation_id, active=True)
    return list(teams.values_list("pk", flat=True))


def members_for(actor: Actor) -> QuerySet[Membership]:
    """Members of the actor's organisation, by name, with person and teams; nothing without organisation."""
    return (
        Membership.objects.filter(organisation_id=actor.organisation_id or 0)
        .select_related("person")
        .prefetch_related("teams")
        .order_by("person__full_name", "person__email")
    )


def member_for(actor: Actor, pk: int) -> Membership | None:
    """The membership with this key, if it is of the actor's organisation."""
    return members_for(actor).filter(pk=pk).first()


def role_of(actor: Actor) -> Role | None:
    """The actor's role in the organisation for which they work."""
    role = (
        Membership.objects.filter(person_id=actor.person_id or 0, organisation_id=actor.organisation_id or 0)
        .values_list("role", flat=True)
        .first()
    )
    return Role(role) if role else None


def team_for(actor: Actor, pk: int) -> Team | None:
    """The team with this key, at work or not, if it is of the actor's organisation."""
    return Team.objects.filter(organisation_id=actor.organisation_id or 0, pk=pk).first()


def agents_with(permission: str, organisation_id: int) -> QuerySet[Membership]:
    """Members of the organisation whose role carries the permission, by name, with person."""
    roles = {grant.role for manifest in manifests() for grant in manifest.grants if permission in grant.permissions}
    return (
        Membership.objects.filter(organisation_id=organisation_id, role__in=roles, person__is_active=True)
        .select_related("person")
        .order_by("person__full_name", "person__email")
    )


def open_invitations_for(actor: Actor) -> QuerySet[Invitation]:
    """Invitations of the actor's organisation that can still be accepted, the newest first."""
    return Invitation.objects.filter(
        organisation_id=actor.organisation_id or 0, accepted_at__isnull=True, expires_at__gt=timezone.now()
    ).order_by("-created_at")


def invitation(token: str) -> Invitation | None:
    """The open invitation with this token."""
    return (
        Invitation.objects.select_related("organisation")
        .filter(token_hash=token_hash(token), accepted_at__isnull=True, expires_at__gt=timezone.now())
        .first()
    )


def is_agent(person: Any) -> bool:
    """True when the person is a member of an active organisation."""
    return Membership.objects.filter(Q(organisation__active=True), person_id=person.pk, person__is_active=True).exists()


def permissions_of_person(person_id: int) -> frozenset[str]:
    """All that the person may do, for whichever organisation."""
    memberships = Membership.objects.filter(person_id=person_id, organisation__active=True, person__is_active=True)
    return permissions_of_roles(memberships.values_list("role", flat=True))
