# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writes on people: making them, changing what they say of themselves, signing them out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parvis.kernel.accounts.models import Person, normalise_email
from parvis.kernel.accounts.proofs import send_proof_link, use_proof
from parvis.kernel.accounts.rules import phone_e164
from parvis.kernel.audit.actors import Actor
from parvis.kernel.audit.operations import record

__all__ = [
    "EmailTakenError",
    "create_person",
    "drop_unproved_password",
    "mark_email_verified",
    "send_proof_link",
    "update_preferences",
    "update_profile",
    "use_proof",
]


class EmailTakenError(ValueError):
    """Another person has this e-mail address."""


def create_person(
    actor: Actor,
    *,
    email: str,
    full_name: str = "",
    password: str | None = None,
    verified: bool = False,
    phone: str = "",
    language: str = "fr",
    is_staff: bool = False,
) -> Person:
    """Makes a person. Without a password they sign in by a code sent by e-mail or by a passkey.

    `verified` says that the address is known to be theirs. `is_staff` opens Django's admin.

    Raises:
        EmailTakenError: the address has an account already.
        ValidationError: the address or the password is not acceptable.
        ValueError: the telephone number does not exist.
    """
    address = normalise_email(email)
    validate_email(address)
    person = Person(
        email=address,
        full_name=full_name.strip(),
        phone=phone_e164(phone),
        language=language,
        is_staff=is_staff,
        is_superuser=is_staff,
        email_verified_at=timezone.now() if verified else None,
    )
    if password is not None:
        validate_password(password, person)
    person.set_password(password)
    try:
        with transaction.atomic():
            person.save()
            EmailAddress.objects.create(user=person, email=address, verified=verified, primary=True)
            record(actor, verb="accounts.create_person", target=person, detail={"verified": verified})
    except IntegrityError as error:
        raise EmailTakenError(address) from error
    return person


@transaction.atomic
def mark_email_verified(actor: Actor, *, person: Person, email: str) -> None:
    """Notes that `email` is the person's own."""
    address = normalise_email(email)
    EmailAddress.objects.filter(user_id=person.pk, email=address).update(verified=True)
    if person.email == address:
        person.email_verified_at = timezone.now()
        person.save(update_fields=["email_verified_at"])
    record(actor, verb="accounts.verify_email", target=person)


@transaction.atomic
def drop_unproved_password(actor: Actor, *, person: Person) -> None:
    """Takes away a password that was set before anybody had proved the address: it may be a stranger's."""
    if person.has_usable_password():
        person.set_unusable_password()
        person.save(update_fields=["password"])
        record(actor, verb="accounts.drop_password", target=person, detail={"why": "set before the address was proved"})


@transaction.atomic
def update_profile(actor: Actor, *, person: Person, full_name: str, phone: str, language: str) -> Person:
    """Changes name, telephone and language. A new number is not a confirmed one.

    Raises:
        ValidationError: the telephone number does not exist.
    """
    locked = Person.objects.select_for_update().get(pk=person.pk)
    try:
        number = phone_e164(phone)
    except ValueError as error:
        raise ValidationError({"phone": _("This number does not exist. Example: 06 12 34 56 78.")}) from error
    if number != locked.phone:
        locked.phone_verified_at = None
    locked.full_name, locked.phone, locked.language = full_name.strip(), number, language
    locked.save(update_fields=["full_name", "phone", "phone_verified_at", "language"])
    record(actor, verb="accounts.update_profile", target=locked)
    return locked


@transaction.atomic
def update_preferences(actor: Actor, *, person: Person, changes: Mapping[str, Any]) -> Person:
    """Sets the keys of `changes` in the person's preferences; the other keys stay."""
    locked = Person.objects.select_for_update().get(pk=person.pk)
    locked.preferences = {**locked.preferences, **changes}
    locked.save(update_fields=["preferences"])
    record(actor, verb="accounts.update_preferences", target=locked, detail={"keys": sorted(changes)})
    return locked
