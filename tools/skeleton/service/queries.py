# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reads. What is private is reached through `…_for(actor)` or a token, and in no other way."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from parvis.kernel.audit.actors import Actor
from parvis.services.specimen.manifest import READ
from parvis.services.specimen.models import Case
from parvis.services.specimen.rules import NotFound, State
from parvis.services.specimen.tokens import case_id_of


def cases_for(actor: Actor, *, state: State | None = None) -> QuerySet[Case]:
    """The requests to the actor's organisation, the oldest first; none without the permission to read."""
    rows = Case.objects.filter(organisation_id=actor.organisation_id or 0) if actor.can(READ) else Case.objects.none()
    return rows.filter(state=state) if state else rows


def case_for(actor: Actor, reference: str) -> Case:
    """One request to the actor's organisation.

    Raises:
        NotFound: there is none for this actor.
    """
    found = cases_for(actor).filter(reference=reference).first()
    if found is None:
        raise NotFound(reference)
    return found


def followed(token: str) -> Case | None:
    """The request that a token opens: the token is the proof."""
    return Case.objects.filter(pk=case_id_of(token) or 0).first()


def waiting_count(actor: Actor) -> int | None:
    """How many requests wait, for the agents' sidebar."""
    return cases_for(actor, state=State.WAITING).count()


def cases_of_person(person: Any) -> QuerySet[Case]:
    """What a person asked while signed in, the newest first."""
    return Case.objects.filter(person_id=person.pk).order_by("-created_at", "-pk")
