# SPDX-License-Identifier: AGPL-3.0-or-later
"""What counts once, or three times, also when several requests of one session arrive at the same moment.

allauth keeps these counts in the session, which each request reads, changes and writes back whole: of a hundred
guesses sent together it notes one. Here they are counted in the database, one after the other.
"""

from __future__ import annotations

import hashlib

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.core import context, ratelimit
from django import forms
from django.core.cache import cache

RESET_STATE = "account_password_reset_verification"


def _digest(*parts: object) -> str:
    session = context.request.session.session_key or ""
    return hashlib.sha256("\n".join(map(str, (session, *parts))).encode()).hexdigest()


class CountedTries(forms.Form):
    """A code that was sent is compared three times with what is typed (`settings.ACCOUNT_RATE_LIMITS`)."""

    def clean_code(self) -> str:
        """The code, right and within its tries."""
        key = _digest(self.expected_code)  # type: ignore[attr-defined]
        if not ratelimit.consume(context.request, action="code_tries", key=key):
            raise get_adapter().validation_error("too_many_login_attempts")
        code: str = super().clean_code()  # type: ignore[misc]
        return code


class OneNewPassword(forms.Form):
    """A confirmed code sets one new password."""

    def clean(self) -> dict[str, object]:
        """The passwords, if the session's code has set none yet."""
        cleaned: dict[str, object] = super().clean() or self.cleaned_data
        state = context.request.session.get(RESET_STATE, {})
        taken = f"accounts.reset.{_digest(state.get('code'), state.get('at'))}"
        if not self.errors and not cache.add(taken, 1, app_settings.PASSWORD_RESET_BY_CODE_TIMEOUT):
            raise get_adapter().validation_error("invalid_or_expired_key")
        return cleaned
