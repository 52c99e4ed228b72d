# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading people and proofs."""

from __future__ import annotations

import hashlib

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core import signing
from django.utils import timezone

from parvis.kernel.accounts.models import Person, ProofLink, normalise_email
from parvis.kernel.accounts.rules import PROOF_RECEIPT_LIFETIME
from parvis.kernel.registry.extension_points.proofs import Proof

RECEIPT_SALT = "accounts.proof"


def person_by_email(email: str) -> Person | None:
    """The person with this address, whatever its case; None for nobody, or for an erased person."""
    return Person.objects.filter(email=normalise_email(email), erased_at__isnull=True).first()


def email_is_verified(person: Person, email: str) -> bool:
    """True when the person has proved that the address is theirs."""
    return bool(EmailAddress.objects.filter(user_id=person.pk, email=normalise_email(email), verified=True).exists())


def has_second_factor(person: Person) -> bool:
    """True when a passkey or a TOTP application protects the account; recovery codes alone do not."""
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return bool(Authenticator.objects.filter(user_id=person.pk, type__in=kinds).exists())


def token_hash(token: str) -> str:
    """What is kept of a link's token."""
    return hashlib.sha256(token.encode()).hexdigest()


def proof_link(token: str) -> ProofLink | None:
    """The link with this token, used or not; None when it never existed or is long forgotten."""
    return ProofLink.objects.filter(token_hash=token_hash(token)).first()


def proof_link_is_open(link: ProofLink) -> bool:
    """True while the link can still be used."""
    return link.used_at is None and link.expires_at > timezone.now()


def proof_of(link: ProofLink) -> Proof:
    """The proof that a link gives."""
    return Proof(email=link.email, purpose=link.purpose, payload=link.payload, next_url=link.next_url)


def check_proof(receipt: str, *, purpose: str) -> Proof | None:
    """The proof behind the parameter `proof` that the next page receives; None when forged, too old or for
    another purpose.

    The receipt exists only once the link has been used by a POST, and holds for a quarter of an hour.
    """
    try:
        key = signing.loads(receipt, salt=RECEIPT_SALT, max_age=PROOF_RECEIPT_LIFETIME)
    except signing.BadSignature:
        return None
    link = ProofLink.objects.filter(pk=key, used_at__isnull=False, purpose=purpose).first()
    return proof_of(link) if link else None
