# SPDX-License-Identifier: AGPL-3.0-or-later
"""Limits, forms of e-mail and telephone, and the typed settings of the app; no ORM."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import phonenumbers

PROOF_LIFETIME = timedelta(hours=24)
PROOF_RECEIPT_LIFETIME = timedelta(minutes=15)
SIGN_IN_LINK_LIFETIME = timedelta(minutes=15)
"""As long as a code lasts (`settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT`): both open a whole account."""
PROOF_KEPT = timedelta(days=30)
"""How long a used or expired link is kept, so that a second click can be answered kindly."""
PROOFS_PER_EMAIL_AND_HOUR = 5
PROOFS_PER_ADDRESS_AND_HOUR = 30

KINDS_WITH_SECRETS = frozenset(
    f"accounts.{kind}"
    for kind in (
        "proof",
        "login_code",
        "password_reset",
        "password_reset_code",
        "email_confirmation",
        "email_confirmation_signup",
    )
)
"""Messages with a code or a link that opens something; worth nothing after `PROOF_LIFETIME`, the longest life."""

ERASED_DOMAIN = "erased.invalid"
"""Domain of the address that replaces an erased person's own; RFC 2606 keeps `.invalid` from ever existing."""


@dataclass(frozen=True, kw_only=True)
class AccountsSettings:
    """Table `[accounts]` of `parvis.toml`.

    `agents_need_second_factor`: whoever has a membership needs a passkey or a TOTP application
    before reaching the agents' side. `second_factor_grace_days`: how long a new agent may put it off.
    `agent_session_hours`: an agent signs in again after so many hours.
    """

    agents_need_second_factor: bool = True
    second_factor_grace_days: int = 0
    agent_session_hours: int = 12


def phone_e164(text: str, *, region: str = "FR") -> str:
    """The E.164 form of a telephone number typed by a person; the empty text stays empty.

    Raises:
        ValueError: it is not a number that exists.
    """
    if not text.strip():
        return ""
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException as error:
        raise ValueError(text) from error
    if not phonenumbers.is_valid_number(number):
        raise ValueError(text)
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def phone_shown(e164: str) -> str:
    """A number as people write it: `06 12 34 56 78` for a French one, else the international form."""
    try:
        number = phonenumbers.parse(e164, None)
    except phonenumbers.NumberParseException:
        return e164
    form = phonenumbers.PhoneNumberFormat
    return str(phonenumbers.format_number(number, form.NATIONAL if number.country_code == 33 else form.INTERNATIONAL))
