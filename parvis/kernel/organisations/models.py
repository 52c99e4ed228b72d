# SPDX-License-Identifier: AGPL-3.0-or-later
"""Organisations, teams, memberships and invitations."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from parvis.kernel.audit.tracking import tracked
from parvis.kernel.organisations.rules import Kind, Role, insee_code_is_valid, siret_is_valid


def validate_siret(value: str) -> None:
    """Refuses a number that cannot be a SIRET."""
    if not siret_is_valid(value):
        raise ValidationError(_("Enter the 14 digits of the SIRET number: this one does not exist."))


def validate_insee_code(value: str) -> None:
    """Refuses a code that cannot be a commune's."""
    if not insee_code_is_valid(value):
        raise ValidationError(_("Enter the five characters of the INSEE code, such as 01283 or 2A004."))


@tracked()
class Organisation(models.Model):
    """A body that takes part in the platform. `area` is a GeoJSON geometry in longitude and latitude, or null."""

    kind = models.CharField(_("kind"), max_length=24, choices=Kind)
    name = models.CharField(_("name"), max_length=150)
    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    parent = models.ForeignKey(
        "self", verbose_name=_("parent"), on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    siret = models.CharField("SIRET", max_length=14, blank=True, validators=[validate_siret])
    insee_code = models.CharField(_("INSEE code"), max_length=5, blank=True, validators=[validate_insee_code])
    email = models.EmailField(_("e-mail address"), blank=True)
    phone = models.CharField(_("telephone"), max_length=16, blank=True)
    area = models.JSONField(_("territory"), null=True, blank=True)
    active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["siret"], name="organisation_siret", condition=~models.Q(siret="")),
            models.UniqueConstraint(
                fields=["kind", "insee_code"], name="organisation_insee", condition=~models.Q(insee_code="")
            ),
            models.CheckConstraint(condition=~models.Q(parent=models.F("id")), name="organisation_not_own_parent"),
        ]

    def __str__(self) -> str:
        return self.name


@tracked()
class Team(models.Model):
    """A group of agents of one organisation, such as “Éclairage public”."""

    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.PROTECT, related_name="teams"
    )
    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail address"), blank=True)
    active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="team_name")]

    def __str__(self) -> str:
        return self.name


@tracked()
class Membership(models.Model):
    """A person's role in an organisation. One role per person and organisation."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.CASCADE, related_name="memberships"
    )
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.PROTECT, related_name="memberships"
    )
    role = models.CharField(_("role"), max_length=16, choices=Role)
    teams = models.ManyToManyField(Team, verbose_name=_("teams"), blank=True, related_name="memberships")
    since = models.DateTimeField(_("since"), auto_now_add=True)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [models.UniqueConstraint(fields=["person", "organisation"], name="membership_once")]

    def __str__(self) -> str:
        return f"{self.person}, {self.organisation}"


class Invitation(models.Model):
    """An e-mailed offer to join an organisation, which the e-mail's owner accepts signed in.

    Only a hash of the token is kept.
    """

    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.CASCADE, related_name="invitations"
    )
    email = models.EmailField(_("e-mail address"), max_length=254)
    role = models.CharField(_("role"), max_length=16, choices=Role)
    team_ids = ArrayField(models.BigIntegerField(), verbose_name=_("teams"), default=list)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("invited by"), on_delete=models.SET_NULL, null=True, related_name="+"
    )
    token_hash = models.CharField(_("hash of the token"), max_length=64, unique=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    expires_at = models.DateTimeField(_("expires"))
    accepted_at = models.DateTimeField(_("accepted"), null=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "email"], name="invitation_open", condition=models.Q(accepted_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return self.email
