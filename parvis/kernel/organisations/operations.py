# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writes on organisations, teams and memberships."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from parvis.kernel.audit.actors import Actor
from parvis.kernel.audit.operations import record
from parvis.kernel.organisations.invitations import accept_invitation, invite, withdraw_invitation
from parvis.kernel.organisations.models import Membership, Organisation, Team
from parvis.kernel.organisations.rules import RANK, Role
from parvis.kernel.organisations.safeguards import check_may_give, check_may_manage, teams_of

__all__ = [
    "accept_invitation",
    "add_member",
    "add_organisation",
    "add_team",
    "change_team",
    "invite",
    "remove_member",
    "set_role",
    "set_teams",
    "withdraw_invitation",
]


@transaction.atomic
def add_organisation(actor: Actor, *, kind: str, name: str, slug: str = "", **fields: Any) -> Organisation:
    """Makes an organisation; `fields` are those of the model. Only the system and the IT team may.

    Raises:
        PermissionDenied: the actor may not.
        ValidationError: a field is not acceptable, or SIRET, INSEE code or slug is taken.
    """
    if not actor.can("it.operate"):
        raise PermissionDenied
    organisation = Organisation(kind=kind, name=name.strip(), slug=slug or slugify(name), **fields)
    organisation.full_clean()
    organisation.save()
    record(actor, verb="organisations.add_organisation", target=organisation)
    return organisation


@transaction.atomic
def add_team(actor: Actor, *, organisation: Organisation, name: str, email: str = "") -> Team:
    """Makes a team of the organisation.

    Raises:
        PermissionDenied: the actor does not manage the organisation.
        ValidationError: the name is empty or taken.
    """
    check_may_manage(actor, organisation.pk)
    team = Team(organisation=organisation, name=name.strip(), email=email.strip())
    team.full_clean()
    team.save()
    record(actor, verb="organisations.add_team", target=team)
    return team


@transaction.atomic
def change_team(actor: Actor, *, team: Team, name: str, email: str, active: bool) -> Team:
    """Changes a team; an inactive one receives nothing more, and keeps its history.

    Raises:
        PermissionDenied: the actor does not manage the organisation.
        ValidationError: the name is empty or taken.
    """
    locked = Team.objects.select_for_update().get(pk=team.pk)
    check_may_manage(actor, locked.organisation_id)
    locked.name, locked.email, locked.active = name.strip(), email.strip(), active
    locked.full_clean()
    locked.save()
    record(actor, verb="organisations.change_team", target=locked, detail={"active": active})
    return locked


@transaction.atomic
def add_member(
    actor: Actor, *, person: Any, organisation: Organisation, role: str, teams: Iterable[Team] = ()
) -> Membership:
    """Makes the person a member, or gives an existing member this role and these teams.

    Raises:
        PermissionDenied: the actor does not manage the organisation, or the role is above theirs.
        ValidationError: a team belongs to another organisation.
    """
    check_may_manage(actor, organisation.pk)
    check_may_give(actor, Role(role))
    chosen = teams_of(organisation.pk, [team.pk for team in teams])
    membership = Membership.objects.select_for_update().filter(person=person, organisation=organisation).first()
    if membership is None:
        membership = Membership.objects.create(person=person, organisation=organisation, role=role)
    else:
        check_may_give(actor, Role(membership.role))
        membership.role = role
        membership.save()
    membership.teams.set(chosen)
    record(actor, verb="organisations.add_member", target=membership, detail={"role": role})
    return membership


@transaction.atomic
def set_role(actor: Actor, *, membership: Membership, role: str) -> Membership:
    """Gives a member another role.

    Raises:
        PermissionDenied: the old or the new role is above the actor's, or the organisation is not theirs.
        ValidationError: the organisation would be left without anybody who manages it.
    """
    locked = _locked(membership)
    check_may_manage(actor, locked.organisation_id)
    check_may_give(actor, Role(locked.role))
    check_may_give(actor, Role(role))
    before, locked.role = locked.role, role
    if RANK[Role(role)] < RANK[Role.SUPERVISOR] <= RANK[Role(before)]:
        _keep_a_manager(locked)
    locked.save()
    record(actor, verb="organisations.set_role", target=locked, detail={"before": before, "after": role})
    return locked


@transaction.atomic
def set_teams(actor: Actor, *, membership: Membership, teams: Iterable[int]) -> None:
    """Puts a member in these teams (primary keys) and in no other.

    Raises:
        PermissionDenied: the actor does not manage the organisation.
        ValidationError: a team belongs to another organisation.
    """
    locked = _locked(membership)
    check_may_manage(actor, locked.organisation_id)
    chosen = teams_of(locked.organisation_id, teams)
    locked.teams.set(chosen)
    record(actor, verb="organisations.set_teams", target=locked, detail={"teams": [team.pk for team in chosen]})


@transaction.atomic
def remove_member(actor: Actor, *, membership: Membership) -> None:
    """Ends a membership; the person keeps their account.

    Raises:
        PermissionDenied: the member's role is above the actor's, or the organisation is not theirs.
        ValidationError: the organisation would be left without anybody who manages it.
    """
    locked = _locked(membership)
    check_may_manage(actor, locked.organisation_id)
    check_may_give(actor, Role(locked.role))
    if RANK[Role(locked.role)] >= RANK[Role.SUPERVISOR]:
        _keep_a_manager(locked)
    detail = {"person": locked.person_id, "organisation": locked.organisation_id, "role": locked.role}
    record(actor, verb="organisations.remove_member", target=locked, detail=detail)
    locked.delete()


def _locked(membership: Membership) -> Membership:
    # Members of one organisation are locked together, in key order: two supervisors who remove each other
    # at the same moment must not leave nobody.
    members = Membership.objects.select_for_update().filter(organisation_id=membership.organisation_id).order_by("pk")
    for one in members:
        if one.pk == membership.pk:
            return one
    raise Membership.DoesNotExist


def _keep_a_manager(leaving: Membership) -> None:
    managers = [role for role in Role if RANK[role] >= RANK[Role.SUPERVISOR]]
    others = Membership.objects.filter(organisation_id=leaving.organisation_id, role__in=managers).exclude(
        pk=leaving.pk
    )
    if not others.exists():
        raise ValidationError(_("Somebody must keep managing the organisation. Name another supervisor first."))
