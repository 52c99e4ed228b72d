# SPDX-License-Identifier: AGPL-3.0-or-later
"""allauth's second-factor forms in our words; named in `settings.MFA_FORMS`."""

from __future__ import annotations

from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as base_forms
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.webauthn import forms as webauthn_forms
from django import forms
from django.core.cache import cache

from parvis.kernel.accounts.forms.plain_words import PlainWords


class OneUse(forms.Form):
    """A code counts once, for as long as it is taken at all.

    allauth remembers a code for one period, but takes it for one period before and one after as well (RFC 6238,
    5.2); and of two at once with the same recovery code it takes both.
    """

    def clean_code(self) -> str:
        """The code, right and not seen before."""
        code: str = super().clean_code()  # type: ignore[misc]
        plain = "".join(letter for letter in code if letter.isalnum()).casefold()
        periods = 2 * app_settings.TOTP_TOLERANCE + 1
        seen_for = periods * app_settings.TOTP_PERIOD
        if not cache.add(f"accounts.code.{self.user.pk}.{plain}", 1, seen_for):  # type: ignore[attr-defined]
            raise get_adapter().validation_error("incorrect_code")
        return code


class AuthenticateForm(OneUse, PlainWords, base_forms.AuthenticateForm):
    """A code of the application, or a recovery code."""


class ReauthenticateForm(OneUse, PlainWords, base_forms.ReauthenticateForm):
    """The same, before an act that matters."""


class ActivateTotpForm(PlainWords, totp_forms.ActivateTOTPForm):
    """The first code of the application."""


class AddPasskeyForm(PlainWords, webauthn_forms.AddWebAuthnForm):
    """A passkey for an account that exists."""


class EditPasskeyForm(PlainWords, webauthn_forms.EditWebAuthnForm):
    """A passkey's name."""


class SignupPasskeyForm(PlainWords, webauthn_forms.SignupWebAuthnForm):
    """The passkey of a new account."""
