# SPDX-License-Identifier: AGPL-3.0-or-later
"""What we ask of a new person beyond allauth's own fields. allauth loads it before its own forms."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class FullNameForm(forms.Form):
    """Base of allauth's sign-up forms: a name to greet with."""

    full_name = forms.CharField(
        label=_("First name and last name"),
        max_length=150,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    field_order = ("full_name", "email", "password1")

    def signup(self, request: HttpRequest, user: Any) -> None:
        """Called by allauth once the person is made."""
        user.full_name = self.cleaned_data["full_name"].strip()
        user.language = get_language() or "fr"
        user.save(update_fields=["full_name", "language"])
