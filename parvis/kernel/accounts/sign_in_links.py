# SPDX-License-Identifier: AGPL-3.0-or-later
"""A link by e-mail that signs in: a proof link for one purpose, with the life of a code."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils.translation import gettext as _

from parvis.kernel.accounts.models import Person, ProofLink
from parvis.kernel.accounts.operations import drop_unproved_password, mark_email_verified
from parvis.kernel.accounts.proofs import send_proof_link, use_proof
from parvis.kernel.accounts.queries import email_is_verified, person_by_email
from parvis.kernel.accounts.rules import SIGN_IN_LINK_LIFETIME
from parvis.kernel.audit.actors import Actor

PURPOSE = "accounts.sign_in"


def send_sign_in_link(actor: Actor, *, person: Person, next_url: str) -> None:
    """Sends a link that signs `person` in once, within a quarter of an hour, and then leads to `next_url`.

    Raises:
        TooManyLinksError: the limits per e-mail or per network address are reached.
        ValueError: `next_url` is not a path of this portal.
    """
    send_proof_link(
        actor,
        email=person.email,
        purpose=PURPOSE,
        payload={"person": person.pk},
        next_url=next_url,
        subject=_("Your link to sign in"),
        body=_("Hello,") + "\n\n" + _("Open this link to sign in. You need no password."),
        lifetime=SIGN_IN_LINK_LIFETIME,
    )


def person_to_sign_in(link: ProofLink) -> Person | None:
    """Whom the link signs in; None when the account is closed or has another address by now."""
    person = person_by_email(link.email)
    return person if person and person.is_active and person.pk == link.payload.get("person") else None


@transaction.atomic
def use_sign_in_link(actor: Actor, *, link: ProofLink, token: str) -> Person | None:
    """Uses the link up and returns whom to sign in, None for nobody any more.

    A first use confirms the address. A password that was set before nobody had proved the address may be
    a stranger's, who waits for the owner to come: it is taken away.

    Raises:
        ProofRefusedError: used or expired.
    """
    use_proof(actor, token=token)
    person = person_to_sign_in(link)
    if person is None or email_is_verified(person, person.email):
        return person
    EmailAddress.objects.get_or_create(user=person, email=person.email, defaults={"primary": True})
    mark_email_verified(actor, person=person, email=person.email)
    drop_unproved_password(actor, person=person)
    return person
