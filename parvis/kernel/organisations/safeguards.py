# SPDX-License-Identifier: AGPL-3.0-or-later
"""What every write of this app checks first."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext_lazy as _

from parvis.kernel.audit.actors import Actor
from parvis.kernel.organisations.models import Membership, Team
from parvis.kernel.organisations.rules import Role, may_give

MANAGE = "organisations.manage"


def check_may_manage(actor: Actor, organisation_id: int) -> None:
    """Refuses an actor who does not manage this very organisation at this moment.

    Raises:
        PermissionDenied: so it is.
    """
    if actor.kind == "system":
        return
    if not actor.can(MANAGE) or actor.organisation_id != organisation_id:
        raise PermissionDenied


def check_may_give(actor: Actor, role: Role) -> None:
    """Refuses to give or take a role above the actor's own. The role is read afresh, not from the session.

    Raises:
        PermissionDenied: so it is.
    """
    if actor.kind == "system":
        return
    own = Membership.objects.filter(person_id=actor.person_id or 0, organisation_id=actor.organisation_id or 0).first()
    if own is None or not may_give(Role(own.role), role):
        raise PermissionDenied


def teams_of(organisation_id: int, ids: Iterable[int]) -> list[Team]:
    """The teams with these keys.

    Raises:
        ValidationError: one does not exist or belongs to another organisation.
    """
    wanted = set(ids)
    found = list(Team.objects.filter(organisation_id=organisation_id, pk__in=wanted))
    if len(found) != len(wanted):
        raise ValidationError(_("Choose teams of this organisation only."))
    return found
