# SPDX-License-Identifier: AGPL-3.0-or-later
"""Kinds of organisation, roles, and the check of SIRET and INSEE numbers; no ORM."""

from __future__ import annotations

import re

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    """What an organisation is."""

    TOWN = "town", _("Town")
    AGGLOMERATION = "agglomeration", _("Agglomeration")
    DEPARTEMENT = "departement", _("County council")
    REGION = "region", _("Region")
    TRANSPORT_AUTHORITY = "transport_authority", _("Transport authority")
    PARTNER = "partner", _("Partner")
    MERCHANT = "merchant", _("Merchant")
    SCHOOL = "school", _("School")


class Role(TextChoices):
    """What a member does for an organisation. A resident is a person without membership."""

    AGENT = "agent", _("Agent")
    CALL_TAKER = "call_taker", _("Call taker")
    SUPERVISOR = "supervisor", _("Supervisor")
    ADMINISTRATOR = "administrator", _("Administrator")
    IT = "it", _("IT team")


DUTIES = {
    Role.CALL_TAKER: _("Answers the telephone and writes down what callers tell; decides nothing."),
    Role.AGENT: _("Treats the cases of the organisation: answers, plans, closes."),
    Role.SUPERVISOR: _("All that an agent does; sees the figures, changes the settings, invites members."),
    Role.ADMINISTRATOR: _("All that a supervisor does; names supervisors and other administrators too."),
    Role.IT: _("Keeps the platform running: members, messages, background jobs; treats no case."),
}
"""What each role may do, for whoever gives it."""

RANK = {Role.CALL_TAKER: 1, Role.AGENT: 1, Role.SUPERVISOR: 2, Role.ADMINISTRATOR: 3, Role.IT: 4}
"""Nobody gives or takes a role of a higher rank than their own."""

_SIREN_LA_POSTE = "356000000"
_INSEE = re.compile(r"^(?:2[AB]|[0-9]{2})[0-9]{3}$")


def siret_is_valid(siret: str) -> bool:
    """True for 14 digits that pass Luhn's check.

    Establishments of La Poste pass when the plain sum of the digits is a multiple of five instead
    (INSEE, “Numéro SIRET”: https://www.insee.fr/fr/metadonnees/definition/c1841).
    """
    if not re.fullmatch(r"[0-9]{14}", siret):
        return False
    if siret.startswith(_SIREN_LA_POSTE) and sum(map(int, siret)) % 5 == 0:
        return True
    return _luhn(siret)


def insee_code_is_valid(code: str) -> bool:
    """True for a commune's INSEE code: département (`2A` and `2B` for Corsica) and three digits."""
    return _INSEE.fullmatch(code) is not None


def may_give(giver: Role, role: Role) -> bool:
    """True when a member with role `giver` may give or take `role`."""
    return RANK[giver] >= RANK[Role.SUPERVISOR] and RANK[giver] >= RANK[role]


def _luhn(digits: str) -> bool:
    total = 0
    for index, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if index % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
