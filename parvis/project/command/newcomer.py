# SPDX-License-Identifier: AGPL-3.0-or-later
"""Makes an account with its role through the kernel's operations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from parvis.kernel.accounts.operations import create_person
from parvis.kernel.accounts.queries import person_by_email
from parvis.kernel.organisations import queries
from parvis.kernel.organisations.actors import SYSTEM
from parvis.kernel.organisations.operations import add_member
from parvis.kernel.organisations.rules import Role
from parvis.project.words import _


@dataclass(frozen=True)
class Newcomer:
    """Who is to be added, as the terminal says it; an empty role is a resident, an empty organisation the town."""

    email: str
    name: str
    role: str
    organisation: str
    it: bool


def require_sense(newcomer: Newcomer) -> Any:
    """Looks at all that can be wrong before anybody thinks of a password; returns the organisation that is meant.

    Raises:
        ValidationError: the address is none or taken, or there is no such role or organisation.
    """
    validate_email(newcomer.email)
    if person_by_email(newcomer.email) is not None:
        raise ValidationError(_("There is an account with the address {email} already.").format(email=newcomer.email))
    role = newcomer.role
    if role and role not in Role.values:
        raise ValidationError(_("“{role}” is no role: {known}.").format(role=role, known=", ".join(Role.values)))
    place = (
        queries.organisation_by_slug(newcomer.organisation) if newcomer.organisation else queries.main_organisation()
    )
    if (role or newcomer.organisation) and place is None:
        raise ValidationError(_("There is no such organisation: make it first, or give --organisation."))
    return place


def add_person(newcomer: Newcomer, *, password: str) -> dict[str, str]:
    """Makes the person, verified, and the membership if a role is given; returns what was made.

    Raises:
        ValidationError: the address, password, role or organisation does not do; nothing was made.
    """
    place = require_sense(newcomer)
    validate_password(password)
    with transaction.atomic():
        person = create_person(
            SYSTEM,
            email=newcomer.email,
            full_name=newcomer.name,
            password=password,
            verified=True,
            is_staff=newcomer.it,
        )
        if newcomer.role and place is not None:
            add_member(SYSTEM, person=person, organisation=place, role=newcomer.role)
    return {"email": person.email, "role": newcomer.role, "organisation": place.slug if newcomer.role and place else ""}
