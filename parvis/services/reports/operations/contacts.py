# SPDX-License-Identifier: AGPL-3.0-or-later
"""People around a report: who follows it, how they are known, how they prove an address."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.utils import translation
from django.utils.crypto import salted_hmac

from parvis.kernel.accounts.proofs import TooManyLinksError, send_proof_link
from parvis.kernel.audit.actors import Actor
from parvis.kernel.audit.refusals import NotFound, Reason, refuse
from parvis.services.reports.addresses import follow_path
from parvis.services.reports.models import Follower, Report
from parvis.services.reports.texts import CONFIRM_BODY, CONFIRM_SUBJECT
from parvis.services.reports.tokens import follower_id

CONFIRM_FOLLOWER = "reports.follow"


def voter_key(actor: Actor, *, email: str, phone: str, as_agent: bool = False) -> str:
    """A keyed hash of the surest thing that tells one person from another, so that each counts once.

    An agent typing for a caller (`as_agent`) is not the caller: without number or e-mail nobody is known.
    """
    if email:
        known = f"email:{email}"
    elif phone:
        known = f"phone:{phone}"
    elif actor.person_id and not as_agent:
        known = f"person:{actor.person_id}"
    elif actor.address_hash and not as_agent:
        known = f"address:{actor.address_hash}"
    else:
        known = f"once:{uuid4().hex}"
    return salted_hmac("parvis.reports.voter", known, algorithm="sha256").hexdigest()


def staff_or_self(actor: Actor, *, by_agent: bool) -> Any | None:
    """The person who reports: the signed-in resident; nobody when an agent types for somebody else."""
    return None if by_agent else actor.person


def new_follower(actor: Actor, report: Report, *, as_agent: bool, at: datetime, wants_news: bool = True) -> Follower:
    """The follower for the author of a new report.

    A signed-in resident needs no further proof, nor does a telephone number: the messages that it gets
    tell nothing but the report's progress. An e-mail that anybody may have typed does, unless an agent
    heard it from its owner.
    """
    proved = report.reporter_id is not None or as_agent or not report.reporter_email
    return Follower.objects.create(
        report=report,
        person=report.reporter,
        email=report.reporter_email or (report.reporter.email if report.reporter else ""),
        phone=report.reporter_phone,
        language=report.language,
        is_reporter=True,
        voter_key=voter_key(actor, email=report.reporter_email, phone=report.reporter_phone, as_agent=as_agent),
        confirmed_at=at if proved else None,
        stopped_at=None if wants_news else at,
        created_at=at,
    )


def ask_for_proof(actor: Actor, report: Report, follower: Follower) -> None:
    """Sends the link by which the follower confirms the e-mail address.

    Raises:
        Refused: too many links were asked for.
    """
    with translation.override(follower.language):
        names = {"reference": report.reference, "category": report.category.name(follower.language)}
        try:
            send_proof_link(
                actor,
                email=follower.email,
                purpose=CONFIRM_FOLLOWER,
                payload={"follower": str(follower.pk)},
                next_url=follow_path(follower.pk),
                subject=str(CONFIRM_SUBJECT) % names,
                body=str(CONFIRM_BODY) % names,
            )
        except TooManyLinksError as error:
            message = translation.gettext("Too many messages were sent to this address. Come back in an hour.")
            raise refuse("email", message, Reason.TOO_MANY) from error


def follower_of(token: str) -> Follower:
    """The follower behind a token, not locked.

    Raises:
        NotFound: the token is forged, or the follower is gone.
    """
    identifier = follower_id(token)
    return follower_by_id(identifier) if identifier else _nobody()


def follower_by_id(identifier: UUID) -> Follower:
    """The follower with that key.

    Raises:
        NotFound: there is none.
    """
    follower = Follower.objects.select_related("report__category", "person").filter(pk=identifier).first()
    return follower or _nobody()


def _nobody() -> Follower:
    raise NotFound("follower")
