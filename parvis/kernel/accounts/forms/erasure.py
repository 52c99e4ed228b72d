# SPDX-License-Identifier: AGPL-3.0-or-later
"""The confirmation of an erasure."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class ErasureForm(forms.Form):
    """The person types their own address: nobody does that by mistake."""

    email = forms.EmailField(
        label=_("To confirm, type your e-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._expected = email

    def clean_email(self) -> str:
        """Refuses another address."""
        email = str(self.cleaned_data["email"])
        if email.strip().lower() != self._expected:
            raise forms.ValidationError(_("This is not the address of this account."))
        return email
