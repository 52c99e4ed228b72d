# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the `accounts` app holds of a person, and how it forgets it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parvis.kernel.accounts.models import Person, ProofLink
from parvis.kernel.accounts.rules import ERASED_DOMAIN
from parvis.kernel.audit.actors import SYSTEM
from parvis.kernel.audit.operations import anonymise_history, forget_actor
from parvis.kernel.audit.queries import acts_by
from parvis.kernel.registry.extension_points.personal_data import Erasure, Record


class AccountsPersonalData:
    """The account itself. Its erasure comes last: the other apps may need the address to find their rows."""

    slug = "accounts"

    def export(self, person: Person) -> Iterable[Record]:
        """Profile, addresses, ways to sign in (without secrets), own acts, open sessions."""
        yield Record(
            kind="profile",
            reference=str(person.pk),
            data={
                "email": person.email,
                "full_name": person.full_name,
                "phone": person.phone,
                "language": person.language,
                "preferences": person.preferences,
                "created_at": person.created_at.isoformat(),
                "email_verified_at": person.email_verified_at.isoformat() if person.email_verified_at else None,
                "last_login": person.last_login.isoformat() if person.last_login else None,
            },
        )
        for address in EmailAddress.objects.filter(user_id=person.pk).order_by("pk"):
            yield Record(
                kind="email", reference=address.email, data={"verified": address.verified, "primary": address.primary}
            )
        for authenticator in Authenticator.objects.filter(user_id=person.pk).order_by("pk"):
            yield Record(
                kind="authenticator",
                reference=str(authenticator.pk),
                data={"type": authenticator.type, "created_at": authenticator.created_at.isoformat()},
            )
        acts = acts_by(person.pk)
        if acts:
            yield Record(kind="journal", reference=str(person.pk), data={"acts": acts})
        for session in UserSession.objects.filter(user_id=person.pk).order_by("pk"):
            yield Record(
                kind="session",
                reference=str(session.pk),
                data={
                    "ip": session.ip,
                    "user_agent": session.user_agent,
                    "created_at": session.created_at.isoformat(),
                },
            )

    def erase(self, person: Person) -> Erasure:
        """Deletes addresses, keys, sessions and links; the person's row stays without anything that names them."""
        links, _models = ProofLink.objects.filter(email=person.email).delete()
        sessions = UserSession.objects.filter(user_id=person.pk)
        Session.objects.filter(session_key__in=list(sessions.values_list("session_key", flat=True))).delete()
        deleted = links + sum(
            rows.delete()[0]
            for rows in (
                sessions,
                Authenticator.objects.filter(user_id=person.pk),
                EmailAddress.objects.filter(user_id=person.pk),
            )
        )
        _anonymise(person)
        return Erasure(
            deleted=deleted,
            anonymised=1,
            kept=1,
            reason_kept=str(_("The journal of acts is kept, without your name, to prove what was done and when.")),
        )


def _anonymise(person: Person) -> None:
    person.email = f"{uuid.uuid4()}@{ERASED_DOMAIN}"
    person.full_name = person.phone = ""
    person.email_verified_at = person.phone_verified_at = person.last_login = None
    person.preferences = {}
    person.is_active = person.is_staff = person.is_superuser = False
    person.erased_at = person.erased_at or timezone.now()
    person.set_unusable_password()
    person.save()
    values = {name: getattr(person, name) for name in ("email", "full_name", "phone", "preferences")}
    anonymise_history(SYSTEM, target=person, values=values, reason="erasure")
    forget_actor(SYSTEM, person_id=person.pk)


PERSONAL_DATA = AccountsPersonalData()
