# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people write."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from parvis.services.specimen.rules import LONGEST_TEXT


class RequestForm(forms.Form):
    """A request; `client_key` makes sending it twice harmless."""

    text = forms.CharField(
        label=_("What do you need?"), max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 6})
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        required=False,
        help_text=_("We write to you when there is an answer. Without it, keep the address of the next page."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    client_key = forms.CharField(min_length=16, max_length=80, widget=forms.HiddenInput)


class AnswerForm(forms.Form):
    """An agent's answer; `version` is that of the page which they read."""

    text = forms.CharField(label=_("Answer"), max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 6}))
    version = forms.IntegerField(widget=forms.HiddenInput)
