# SPDX-License-Identifier: AGPL-3.0-or-later
"""Joining an organisation by an e-mailed invitation."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from parvis.kernel.accounts.mail import send_mail
from parvis.kernel.accounts.queries import email_is_verified, token_hash
from parvis.kernel.audit.actors import Actor
from parvis.kernel.audit.operations import record
from parvis.kernel.organisations.models import Invitation, Membership, Organisation
from parvis.kernel.organisations.rules import Role
from parvis.kernel.organisations.safeguards import check_may_give, check_may_manage, teams_of

INVITATION_LIFETIME = timedelta(days=7)


class InvitationRefusedError(Exception):
    """The invitation does not exist, has expired, or was sent to somebody else."""


@transaction.atomic
def invite(actor: Actor, *, organisation: Organisation, email: str, role: str, teams: Iterable[int] = ()) -> Invitation:
    """Sends an invitation to join; a new one to the same address replaces the former.

    Raises:
        PermissionDenied: the actor does not manage the organisation, or the role is above theirs.
        ValidationError: the address is not one, is a member's already, or a team is of another organisation.
    """
    check_may_manage(actor, organisation.pk)
    check_may_give(actor, Role(role))
    address = email.strip().lower()
    validate_email(address)
    chosen = teams_of(organisation.pk, teams)
    if Membership.objects.filter(organisation=organisation, person__email=address).exists():
        raise ValidationError(_("This person is a member already."))
    Invitation.objects.filter(organisation=organisation, email=address, accepted_at__isnull=True).delete()
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        organisation=organisation,
        email=address,
        role=role,
        team_ids=[team.pk for team in chosen],
        invited_by=actor.person,
        token_hash=token_hash(token),
        expires_at=timezone.now() + INVITATION_LIFETIME,
    )
    _send(invitation, token, actor)
    record(actor, verb="organisations.invite", target=invitation, detail={"role": role})
    return invitation


def _send(invitation: Invitation, token: str, actor: Actor) -> None:
    url = f"{settings.BASE_URL}{reverse('invitation', args=[token])}"
    organisation = invitation.organisation.name
    body = _(
        "%(who)s invites you to work on the portal for %(organisation)s, as: %(role)s.\n\n"
        "To accept, open the page below within seven days, then sign in or make an account with this e-mail address."
        "\n\nIf you do not know what this is about, ignore this message."
    ) % {
        "who": actor.label,
        "organisation": organisation,
        "role": Role(invitation.role).label,
    }
    send_mail(
        email=invitation.email,
        person=None,
        kind="organisations.invitation",
        key=f"invitation-{invitation.pk}",
        subject=_("Invitation to work with %(organisation)s") % {"organisation": organisation},
        body=body,
        url=url,
    )


@transaction.atomic
def withdraw_invitation(actor: Actor, *, invitation: Invitation) -> None:
    """Makes an open invitation worthless.

    Raises:
        PermissionDenied: the actor does not manage the organisation.
    """
    check_may_manage(actor, invitation.organisation_id)
    record(actor, verb="organisations.withdraw_invitation", target=invitation)
    Invitation.objects.filter(pk=invitation.pk, accepted_at__isnull=True).delete()


@transaction.atomic
def accept_invitation(actor: Actor, *, token: str) -> Membership:
    """Makes the signed-in person a member. Their own verified address must be the invited one.

    Raises:
        InvitationRefusedError: unknown, expired, used, or sent to another address.
    """
    invitation = (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("organisation")
        .filter(token_hash=token_hash(token), accepted_at__isnull=True, expires_at__gt=timezone.now())
        .first()
    )
    if invitation is None or actor.person is None or not email_is_verified(actor.person, invitation.email):
        raise InvitationRefusedError
    membership, _made = Membership.objects.update_or_create(
        person=actor.person, organisation=invitation.organisation, defaults={"role": invitation.role}
    )
    membership.teams.set(invitation.organisation.teams.filter(pk__in=invitation.team_ids))
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    record(actor, verb="organisations.accept_invitation", target=membership, detail={"role": invitation.role})
    return membership
