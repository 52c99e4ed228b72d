# SPDX-License-Identifier: AGPL-3.0-or-later
"""From roles to permissions, as the manifests grant them."""

from __future__ import annotations

from collections.abc import Iterable

from parvis.kernel.organisations.models import Membership
from parvis.kernel.organisations.rules import Role
from parvis.kernel.registry import manifests


def permissions_of_roles(roles: Iterable[str]) -> frozenset[str]:
    """The permissions that the open services and the kernel grant to these roles."""
    held = set(roles)
    return frozenset(
        permission
        for manifest in manifests()
        for grant in manifest.grants
        if grant.role in held
        for permission in grant.permissions
    )


def permissions_of(person_id: int, organisation_id: int) -> frozenset[str]:
    """What the person may do for the organisation; nothing without a membership in it."""
    memberships = Membership.objects.filter(
        person_id=person_id, organisation_id=organisation_id, person__is_active=True, organisation__active=True
    )
    return permissions_of_roles(memberships.values_list("role", flat=True))


def roles() -> tuple[Role, ...]:
    """All roles, the least first."""
    return tuple(Role)
