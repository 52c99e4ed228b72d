# SPDX-License-Identifier: AGPL-3.0-or-later
"""allauth's account forms in our words; named in `settings.ACCOUNT_FORMS`."""

from __future__ import annotations

from allauth.account import forms as allauth_forms

from parvis.kernel.accounts.forms.plain_words import PlainWords


class LoginForm(PlainWords, allauth_forms.LoginForm):
    """E-mail and password."""


class SignupForm(PlainWords, allauth_forms.SignupForm):
    """Name, e-mail and password."""


class ChangeEmailForm(PlainWords, allauth_forms.ChangeEmailForm):
    """The new address."""


class AddEmailForm(PlainWords, allauth_forms.AddEmailForm):
    """The new address."""


class ChangePasswordForm(PlainWords, allauth_forms.ChangePasswordForm):
    """The old password, then the new one twice."""


class SetPasswordForm(PlainWords, allauth_forms.SetPasswordForm):
    """A first password, for an account that had none."""


class ResetPasswordForm(PlainWords, allauth_forms.ResetPasswordForm):
    """Where to send the code."""


class ResetPasswordKeyForm(PlainWords, allauth_forms.ResetPasswordKeyForm):
    """The new password twice."""


class ReauthenticateForm(PlainWords, allauth_forms.ReauthenticateForm):
    """The password once more, before an act that matters."""


class RequestLoginCodeForm(PlainWords, allauth_forms.RequestLoginCodeForm):
    """Where to send the code."""


class ConfirmLoginCodeForm(PlainWords, allauth_forms.ConfirmLoginCodeForm):
    """The code received."""


class ConfirmEmailVerificationCodeForm(PlainWords, allauth_forms.ConfirmEmailVerificationCodeForm):
    """The code received."""


class ConfirmPasswordResetCodeForm(PlainWords, allauth_forms.ConfirmPasswordResetCodeForm):
    """The code received."""
