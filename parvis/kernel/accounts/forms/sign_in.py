# SPDX-License-Identifier: AGPL-3.0-or-later
"""allauth's account forms in our words; named in `settings.ACCOUNT_FORMS`."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as allauth_forms
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest, HttpResponse

from parvis.kernel.accounts.forms.one_use import CountedTries, OneNewPassword
from parvis.kernel.accounts.forms.plain_words import PlainWords


class LoginForm(PlainWords, allauth_forms.LoginForm):
    """E-mail and password."""


class SignupForm(PlainWords, allauth_forms.SignupForm):
    """Name, e-mail and password."""

    def try_save(self, request: HttpRequest) -> tuple[Any, HttpResponse | None]:
        """As allauth's, in the same time for an address that has an account: hashing takes longer than the rest."""
        if self.account_already_exists:
            make_password(self.cleaned_data["password1"])
        saved: tuple[Any, HttpResponse | None] = super().try_save(request)
        return saved


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


class ResetPasswordKeyForm(OneNewPassword, PlainWords, allauth_forms.ResetPasswordKeyForm):
    """The new password twice."""


class ReauthenticateForm(PlainWords, allauth_forms.ReauthenticateForm):
    """The password once more, before an act that matters."""


class RequestLoginCodeForm(PlainWords, allauth_forms.RequestLoginCodeForm):
    """Where to send the code."""


class ConfirmLoginCodeForm(CountedTries, PlainWords, allauth_forms.ConfirmLoginCodeForm):
    """The code received."""


class ConfirmEmailVerificationCodeForm(CountedTries, PlainWords, allauth_forms.ConfirmEmailVerificationCodeForm):
    """The code received."""


class ConfirmPasswordResetCodeForm(CountedTries, PlainWords, allauth_forms.ConfirmPasswordResetCodeForm):
    """The code received."""
