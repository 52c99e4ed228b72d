# SPDX-License-Identifier: AGPL-3.0-or-later
"""Makes an account with its role through the kernel's operations."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from parvis.kernel.accounts.operations import create_person
from parvis.kernel.organisations import queries
from parvis.kernel.organisations.actors import SYSTEM
from parvis.kernel.organisations.operations import add_member
from parvis.kernel.organisations.rules import Role
from parvis.project.words import _


def add_person(*, email: str, name: str, password: str, role: str, organisation: str, it: bool) -> dict[str, str]:
    """Makes the person, verified, and the membership if a role is given; returns what was made.

    Raises:
        ValidationError: the address, password, role or organisation does not do; nothing was made.
    """
    validate_password(password)
    if role and role not in Role.values:
        raise ValidationError(_("“{role}” is no role: {known}.").format(role=role, known=", ".join(Role.values)))
    place = queries.organisation_by_slug(organisation) if organisation else queries.main_organisation()
    if role and place is None:
        raise ValidationError(_("There is no such organisation: make it first, or give --organisation."))
    with transaction.atomic():
        person = create_person(SYSTEM, email=email, full_name=name, password=password, verified=True, is_staff=it)
        if role and place is not None:
            add_member(SYSTEM, person=person, organisation=place, role=role)
    return {"email": person.email, "role": role, "organisation": place.slug if role and place else ""}
