# SPDX-License-Identifier: AGPL-3.0-or-later
"""Keeping floods out: so many reports an hour from one address, one e-mail, one key."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.cache import cache
from django.db import transaction
from django.utils.translation import gettext as _

from parvis.kernel.audit.actors import Actor
from parvis.kernel.audit.refusals import Reason, refuse
from parvis.kernel.registry import service_settings
from parvis.services.reports.manifest import CALL, TREAT
from parvis.services.reports.models import ApiKey, Follower, Report
from parvis.services.reports.operations.locks import serialise
from parvis.services.reports.rules.publication import Proof

HOUR = timedelta(hours=1)
_ME_TOO_PER_HOUR = 40
_DRAFTS_PER_HOUR = 30
_DRAFT_PHOTOS_PER_HOUR = 40


def is_staff(actor: Actor) -> bool:
    """True for an agent who may type or treat reports, and for the platform itself."""
    return actor.can(CALL) or actor.can(TREAT)


def respect_limits(actor: Actor, *, email: str, api_key_id: int | None, at: datetime) -> None:
    """Refuses one report too many in the hour before `at`; agents and the platform have no limit.

    The counting is serialised per address, e-mail and key, so that sending in parallel does not pass it.

    Raises:
        Refused: with a message that says when to come back.
    """
    if is_staff(actor):
        return
    limits = service_settings("reports")
    # A report with a key counts for its key: all of a client's users share the address of its server.
    names = [f"key {api_key_id}"] if api_key_id else [f"address {actor.address_hash}"]
    serialise(*names, *([f"email {email}"] if email else []))
    recent = Report.objects.filter(created_at__gt=at - HOUR, created_at__lte=at)
    counts: list[tuple[int, int]] = []
    if api_key_id:
        allowed = ApiKey.objects.values_list("per_hour", flat=True).get(pk=api_key_id)
        counts.append((recent.filter(api_key_id=api_key_id).count(), allowed))
    elif actor.address_hash:
        counts.append((recent.filter(address_hash=actor.address_hash).count(), limits.per_address_per_hour))
    if email:
        counts.append((recent.filter(reporter_email=email).count(), limits.per_email_per_hour))
    if any(count >= allowed for count, allowed in counts):
        message = _("You have sent many reports in the last hour. What you wrote is kept: send it again in an hour.")
        raise refuse("", message, Reason.TOO_MANY)


def respect_draft_limit(actor: Actor, *, at: datetime) -> None:
    """Refuses one begun report too many in an hour from the address of somebody who is not signed in.

    Raises:
        Refused: with a message that says when to come back.
    """
    if not _takes_one(actor, "drafts", _DRAFTS_PER_HOUR, at):
        message = _("Many reports were begun from your connection in the last hour. Begin a new one in an hour.")
        raise refuse("", message, Reason.TOO_MANY)


def respect_draft_photo_limit(actor: Actor, *, at: datetime) -> None:
    """Refuses one photo of an unsent report too many in an hour, for the same people.

    Raises:
        Refused: with a message that says what goes on without the photo.
    """
    if not _takes_one(actor, "draft photos", _DRAFT_PHOTOS_PER_HOUR, at):
        message = _(
            "Many photos were sent from your connection in the last hour. What you wrote is kept: "
            "go on without this photo, or add it in an hour."
        )
        raise refuse("photos", message, Reason.TOO_MANY)


def _takes_one(actor: Actor, what: str, most: int, at: datetime) -> bool:
    """Counts one more for the actor's address, in the cache that all processes share; False past `most` an hour."""
    if actor.person is not None or is_staff(actor) or not actor.address_hash:
        return True
    name = f"{what} {actor.address_hash}"
    with transaction.atomic():
        serialise(name)
        key = f"reports:{name.replace(' ', ':')}"
        began, count = cache.get(key, (at, 0))
        if at - began >= HOUR:
            began, count = at, 0
        if count >= most:
            return False
        cache.set(key, (began, count + 1), timeout=HOUR.total_seconds())
    return True


def anonymous_last_hour(at: datetime) -> int:
    """Reports of the last hour, over the whole town, whose author proved nothing."""
    unproved = Report.objects.filter(proof__in=[Proof.NONE, Proof.PENDING], api_key__isnull=True)
    return unproved.filter(created_at__gt=at - HOUR, created_at__lte=at).count()


def respect_me_too_limits(voter_keys: list[str], at: datetime) -> None:
    """Refuses somebody who says “me too” to very many reports in an hour.

    Raises:
        Refused: too many.
    """
    serialise(*(f"voter {key}" for key in voter_keys))
    recent = Follower.objects.filter(created_at__gt=at - HOUR, is_reporter=False, voter_key__in=voter_keys)
    if recent.count() >= _ME_TOO_PER_HOUR:
        raise refuse("", _("That is a lot of reports in an hour. Come back later."), Reason.TOO_MANY)
