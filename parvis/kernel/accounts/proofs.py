# SPDX-License-Identifier: AGPL-3.0-or-later
"""“E-mail confirmed by link”: single use, expiring, and used by a POST only, since mail scanners open links."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.core import signing
from django.core.validators import validate_email
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from parvis.kernel.accounts.mail import send_mail
from parvis.kernel.accounts.models import ProofLink, normalise_email
from parvis.kernel.accounts.queries import RECEIPT_SALT, proof_link_is_open, proof_of, token_hash
from parvis.kernel.accounts.rules import (
    PROOF_KEPT,
    PROOF_LIFETIME,
    PROOFS_PER_ADDRESS_AND_HOUR,
    PROOFS_PER_EMAIL_AND_HOUR,
)
from parvis.kernel.audit.actors import Actor
from parvis.kernel.audit.operations import record
from parvis.kernel.registry import contributions


class TooManyLinksError(Exception):
    """Too many links were asked for, for this e-mail or from this network address."""


class ProofRefusedError(Exception):
    """The link does not exist, has been used or has expired."""


@transaction.atomic
def send_proof_link(
    actor: Actor,
    *,
    email: str,
    purpose: str,
    payload: dict[str, Any],
    next_url: str,
    subject: str = "",
    body: str = "",
    lifetime: timedelta = PROOF_LIFETIME,
) -> None:
    """Sends a link by which the owner of `email` confirms the address, once and within `lifetime`.

    `purpose` is `<app>.<what>`. `next_url` is a path of this portal, shown after the confirmation.
    `subject` and `body` say what it is about, in the reader's language; the message adds the link.

    Raises:
        TooManyLinksError: the limits per e-mail or per network address are reached.
        ValidationError: the address is not one.
        ValueError: `next_url` leads elsewhere.
    """
    address = normalise_email(email)
    validate_email(address)
    if not next_url.startswith("/") or next_url.startswith(("//", "/\\")) or urlsplit(next_url).netloc:
        raise ValueError(f"next_url must be a path of this portal: {next_url!r}")
    # Housekeeping rides along: nobody else touches this table, and the index makes it free.
    ProofLink.objects.filter(expires_at__lt=timezone.now() - PROOF_KEPT).delete()
    _respect_limits(address, actor.address_hash)
    token = secrets.token_urlsafe(32)
    link = ProofLink.objects.create(
        token_hash=token_hash(token),
        email=address,
        purpose=purpose,
        payload=payload,
        next_url=next_url,
        address_hash=actor.address_hash,
        expires_at=timezone.now() + lifetime,
    )
    url = f"{settings.BASE_URL}{reverse('proof', args=[token])}"
    send_mail(
        email=address,
        person=None,
        kind="accounts.proof",
        key=f"proof-{link.pk}",
        subject=subject or _("Confirm your e-mail address"),
        body=f"{body or _('Please confirm that this e-mail address is yours.')}\n\n{_how_long(lifetime)}",
        url=url,
    )
    record(actor, verb="accounts.send_proof_link", detail={"purpose": purpose, "link": str(link.pk)})


def _how_long(lifetime: timedelta) -> str:
    if lifetime >= timedelta(hours=1):
        text = _(
            "The link works once, for %(hours)s hours. If you did not ask for this, ignore this message: "
            "nothing happens."
        )
    else:
        text = _(
            "The link works once, for %(minutes)s minutes. If you did not ask for this, ignore this message: "
            "nothing happens."
        )
    minutes = int(lifetime.total_seconds() // 60)
    return text % {"hours": minutes // 60, "minutes": minutes}


def _respect_limits(email: str, address_hash: str) -> None:
    # One writer at a time per address and e-mail, so that requests in parallel cannot all pass the count.
    with connection.cursor() as cursor:
        for name in sorted({f"proof:{email}", f"proof:{address_hash}"}):
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
    recent = ProofLink.objects.filter(created_at__gt=timezone.now() - timedelta(hours=1))
    if recent.filter(email=email).count() >= PROOFS_PER_EMAIL_AND_HOUR:
        raise TooManyLinksError(email)
    if address_hash and recent.filter(address_hash=address_hash).count() >= PROOFS_PER_ADDRESS_AND_HOUR:
        raise TooManyLinksError(address_hash)


@transaction.atomic
def use_proof(actor: Actor, *, token: str) -> str:
    """Uses a link up and returns the address of the page to show next.

    The app that contributes a handler for the purpose (extension point `proofs`) goes on in the same
    transaction; otherwise the next page receives a receipt in its parameter `proof`, for
    `queries.check_proof`.

    Raises:
        ProofRefusedError: unknown, used or expired.
    """
    link = ProofLink.objects.select_for_update().filter(token_hash=token_hash(token)).first()
    if link is None or not proof_link_is_open(link):
        raise ProofRefusedError
    link.used_at = timezone.now()
    link.save(update_fields=["used_at"])
    record(actor, verb="accounts.use_proof", detail={"purpose": link.purpose, "link": str(link.pk)})
    proof = proof_of(link)
    for handler in contributions("proofs"):
        if proof.purpose in handler.purposes:
            return handler.proved(actor, proof) or proof.next_url
    separator = "&" if "?" in proof.next_url else "?"
    receipt = signing.dumps(str(link.pk), salt=RECEIPT_SALT)
    return f"{proof.next_url}{separator}{urlencode({'proof': receipt})}"
