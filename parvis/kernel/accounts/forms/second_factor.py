# SPDX-License-Identifier: AGPL-3.0-or-later
"""allauth's second-factor forms in our words; named in `settings.MFA_FORMS`."""

from __future__ import annotations

from allauth.mfa.base import forms as base_forms
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.webauthn import forms as webauthn_forms

from parvis.kernel.accounts.forms.plain_words import PlainWords


class AuthenticateForm(PlainWords, base_forms.AuthenticateForm):
    """A code of the application, or a recovery code."""


class ReauthenticateForm(PlainWords, base_forms.ReauthenticateForm):
    """The same, before an act that matters."""


class ActivateTotpForm(PlainWords, totp_forms.ActivateTOTPForm):
    """The first code of the application."""


class AddPasskeyForm(PlainWords, webauthn_forms.AddWebAuthnForm):
    """A passkey for an account that exists."""


class EditPasskeyForm(PlainWords, webauthn_forms.EditWebAuthnForm):
    """A passkey's name."""


class SignupPasskeyForm(PlainWords, webauthn_forms.SignupWebAuthnForm):
    """The passkey of a new account."""
