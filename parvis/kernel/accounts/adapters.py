# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where django-allauth asks us: mail, redirects, audit."""

from __future__ import annotations

import secrets
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.models import EmailAddress
from allauth.core import context as allauth_context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from parvis.kernel.accounts.mail import send_mail
from parvis.kernel.accounts.models import Person
from parvis.kernel.accounts.operations import drop_unproved_password, mark_email_verified
from parvis.kernel.accounts.queries import email_is_verified
from parvis.kernel.accounts.sealing import seal, unseal
from parvis.kernel.audit.actors import Actor
from parvis.kernel.audit.operations import record
from parvis.kernel.registry import contributions


def _actor(person: Person) -> Actor:
    return Actor(kind="person", label=str(person), person=person)


def _note_first_proof(request: HttpRequest, person: Person) -> None:
    """Notes an address that a code has just proved: allauth does not pass by `confirm_email` then.

    A password that was set before may be a stranger's, as for a link (`sign_in_links.use_sign_in_link`).
    """
    mark_email_verified(_actor(person), person=person, email=person.email)
    proofs = get_authentication_records(request, person)
    if proofs and proofs[-1].get("method") == "code":
        drop_unproved_password(_actor(person), person=person)


class AccountAdapter(DefaultAccountAdapter):
    """Sends through the platform's outbox; notes what happens in the journal."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("This e-mail address and this password do not go together. Check them both."),
        "incorrect_password": _("This is not your password. Try again."),
        "incorrect_code": _("This is not the right code. Check the latest message that we sent."),
        "too_many_login_attempts": _("Too many attempts. Wait five minutes, or ask for a new password."),
        "same_as_current": _("This is the address that you have already."),
        "duplicate_email": _("This is the address that you have already."),
        "email_taken": _("This address belongs to another account."),
        "invalid_or_expired_key": _("This link no longer works"),
        "rate_limited": _("Too many requests. Wait a few minutes, then try again."),
    }

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Renders allauth's message with our templates and hands it to the outbox."""
        request = allauth_context.request
        known = {"request": request, "email": email}
        message = self.render_mail(template_prefix, email, {**known, **context})
        person = context.get("user") if isinstance(context.get("user"), Person) else None
        kind = template_prefix.rpartition("/")[2]
        send_mail(
            email=email,
            person=person,
            kind=f"accounts.{kind}",
            # Each message of this kind is wanted anew: a second code must leave even if it resembles the first.
            key=f"{kind}-{secrets.token_hex(12)}",
            subject=message.subject,
            body=str(message.body),
        )

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Notes the confirmation on the person too."""
        confirmed = bool(super().confirm_email(request, email_address))
        if confirmed:
            person = Person.objects.get(pk=email_address.user_id)
            mark_email_verified(_actor(person), person=person, email=email_address.email)
        return confirmed

    def login(self, request: HttpRequest, user: Any) -> None:
        """Signs in (Django changes the session's key, so that a key fixed beforehand is worth nothing)."""
        if user.email_verified_at is None and email_is_verified(user, user.email):
            _note_first_proof(request, user)
        super().login(request, user)
        record(_actor(user), verb="accounts.sign_in", target=user)

    def logout(self, request: HttpRequest) -> None:
        """Signs out and forgets the session."""
        if request.user.is_authenticated:
            record(_actor(request.user), verb="accounts.sign_out", target=request.user)
        super().logout(request)

    def set_password(self, user: Any, password: str) -> None:
        """Changes the password; allauth tells its owner by e-mail."""
        super().set_password(user, password)
        if user.email_verified_at is None and email_is_verified(user, user.email):
            mark_email_verified(_actor(user), person=user, email=user.email)
        record(_actor(user), verb="accounts.set_password", target=user)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """The first page that an app has for this person, else their own space."""
        pages = (app.landing_of(request.user) for app in contributions("landing"))
        return next(filter(None, pages), str(settings.LOGIN_REDIRECT_URL))

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to the security page."""
        return "/me/securite/"


class SecondFactorAdapter(DefaultMFAAdapter):
    """The town's name in authenticator applications; secrets sealed in the database."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This is not the right code. Wait for the next one, then try again."),
        "unverified_email": _("Confirm your e-mail address first."),
    }

    def encrypt(self, text: str) -> str:
        """Seals a TOTP key or a recovery seed."""
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Opens what `encrypt` sealed."""
        return unseal(encrypted_text)

    def get_totp_issuer(self) -> str:
        """The name shown in the application."""
        return str(settings.TOWN.name)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The portal, as the browser shows it when it asks for a passkey."""
        return {**super().get_public_key_credential_rp_entity(), "name": settings.TOWN.title}

    def get_public_key_credential_user_entity(self, user: Any) -> dict[str, Any]:
        """The person, as the browser shows them in its list of passkeys."""
        return {**super().get_public_key_credential_user_entity(user), "display_name": str(user)}
