# SPDX-License-Identifier: AGPL-3.0-or-later
"""People and the links by which they prove an e-mail address."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from parvis.kernel.audit.tracking import tracked


class PersonManager(BaseUserManager["Person"]):
    """Finds people by e-mail without regard to case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Person:
        """Makes a person with a normalised e-mail; without a password nobody can sign in by password."""
        person = self.model(email=normalise_email(email), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> Person:
        """Makes a member of the IT team with every right in Django's admin."""
        return self.create_user(email, password, **{"is_staff": True, "is_superuser": True, **fields})

    def get_by_natural_key(self, username: str | None) -> Person:
        """The person with this e-mail, whatever its case."""
        return self.get(email=normalise_email(username or ""))


def normalise_email(email: str) -> str:
    """The form in which an e-mail address is kept and compared: trimmed, in lower case."""
    return email.strip().lower()


@tracked(exclude=["password", "last_login"])
class Person(AbstractBaseUser, PermissionsMixin):
    """Somebody with an account: a resident, an agent, a shopkeeper, a member of the IT team.

    `phone` is in E.164 (`+33612345678`). `preferences` holds `channels` (`{kind: [channel, …]}`),
    `large_text` and what the apps add under their own slug. After an erasure the row stays, without
    anything that tells who it was: `erased_at` is set and `email` is made meaningless.
    """

    email = models.EmailField(_("e-mail address"), max_length=254, unique=True)
    full_name = models.CharField(_("full name"), max_length=150, blank=True)
    phone = models.CharField(_("telephone"), max_length=16, blank=True)
    email_verified_at = models.DateTimeField(_("e-mail confirmed"), null=True, blank=True)
    phone_verified_at = models.DateTimeField(_("telephone confirmed"), null=True, blank=True)
    language = models.CharField(_("language"), max_length=8, default="fr", choices=settings.LANGUAGES)
    preferences = models.JSONField(_("preferences"), default=dict, blank=True)
    is_active = models.BooleanField(_("in use"), default=True)
    is_staff = models.BooleanField(_("IT team"), default=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    erased_at = models.DateTimeField(_("erased"), null=True, blank=True)

    objects = PersonManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            # With the unique index on the field, this makes addresses unique whatever their case.
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="person_email_lower"),
            models.CheckConstraint(
                condition=models.Q(phone="") | models.Q(phone__regex=r"^\+[1-9][0-9]{6,14}$"), name="person_phone_e164"
            ),
        ]
        indexes = [models.Index(fields=["phone"], name="person_phone", condition=~models.Q(phone=""))]

    def __str__(self) -> str:
        return self.full_name or self.email

    def get_full_name(self) -> str:
        """The name to greet with; empty when the person gave none."""
        return self.full_name

    def get_short_name(self) -> str:
        """The first word of the name."""
        return self.full_name.partition(" ")[0]


class ProofLink(models.Model):
    """A single-use link sent by e-mail to somebody without an account.

    Only a hash of the token is kept. `payload` is what the app that asked for the proof needs to go on.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    token_hash = models.CharField(_("hash of the token"), max_length=64, unique=True)
    email = models.EmailField(_("e-mail address"), max_length=254)
    purpose = models.CharField(_("purpose"), max_length=80)
    payload = models.JSONField(_("payload"), default=dict)
    next_url = models.CharField(_("next page"), max_length=500)
    address_hash = models.CharField(_("hash of the network address"), max_length=64, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    expires_at = models.DateTimeField(_("expires"))
    used_at = models.DateTimeField(_("used"), null=True)

    class Meta:
        verbose_name = _("proof link")
        verbose_name_plural = _("proof links")
        indexes = [
            models.Index(fields=["email", "created_at"], name="proof_email"),
            models.Index(fields=["expires_at"], name="proof_expiry"),
        ]

    def __str__(self) -> str:
        return self.purpose
