# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which rows are a person's own."""

from __future__ import annotations

from typing import Any

from django.db.models import Q


def proved_email(person: Any) -> str:
    """The person's e-mail if they have proved that it is theirs, else an empty text.

    Anybody may open an account under an address: until it is proved, what was reported with that
    address is not theirs to read or erase.
    """
    return person.email if person.email_verified_at is not None else ""


def made_by(person: Any) -> Q:
    """Reports that the person made, signed in or with their proved e-mail."""
    email = proved_email(person)
    return Q(reporter=person) | Q(reporter_email=email) if email else Q(reporter=person)


def known_as(person: Any) -> Q:
    """Followers and alerts of the person, signed in or with their proved e-mail."""
    email = proved_email(person)
    return Q(person=person) | Q(email=email) if email else Q(person=person)
