# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who acts: the first argument of every operation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

type ActorKind = Literal["person", "anonymous", "system", "client"]


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Somebody or something that acts, with the rights that hold for this act.

    `person` is the signed-in `accounts.Person`, `organisation` the `organisations.Organisation` for
    which an agent works at the moment, `permissions` the codes that the manifests grant. `label` is
    what the journal shows. `address_hash` is a keyed hash of the network address, for rate limits;
    the address itself is never kept.
    """

    kind: ActorKind
    label: str
    person: Any = None
    organisation: Any = None
    permissions: frozenset[str] = frozenset()
    address_hash: str = ""

    def can(self, permission: str) -> bool:
        """True when the actor holds the permission; the system holds them all."""
        return self.kind == "system" or permission in self.permissions

    @property
    def person_id(self) -> int | None:
        """Primary key of the signed-in person."""
        return self.person.pk if self.person is not None else None

    @property
    def organisation_id(self) -> int | None:
        """Primary key of the organisation for which the actor works."""
        return self.organisation.pk if self.organisation is not None else None


SYSTEM = Actor(kind="system", label="Parvis")
"""The platform itself: jobs, imports, the command line."""


def anonymous(*, address_hash: str = "", label: str = "") -> Actor:
    """An actor whom nobody has signed in."""
    return Actor(kind="anonymous", label=label, address_hash=address_hash)


def client(*, label: str, organisation: Any | None = None, permissions: frozenset[str] = frozenset()) -> Actor:
    """A program that calls the API with a key; `label` is the key's name."""
    return Actor(kind="client", label=label, organisation=organisation, permissions=permissions)
