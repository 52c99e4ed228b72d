# SPDX-License-Identifier: AGPL-3.0-or-later
"""A form with one field of each kind, empty and refused."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class SampleForm(forms.Form):
    """One field of each kind that the components draw."""

    name = forms.CharField(label=_("Your name"), max_length=80)
    email = forms.EmailField(label=_("E-mail address"), help_text=_("We only use it to answer you."))
    address = forms.CharField(
        label=_("Address"),
        required=False,
        widget=forms.TextInput(attrs={"data-combobox": "", "data-source": "/places/search"}),
    )
    day = forms.DateField(label=_("Day"), widget=forms.DateInput())
    district = forms.ChoiceField(label=_("District"), choices=[("c", _("Centre")), ("r", _("River bank"))])
    text = forms.CharField(label=_("What is wrong?"), widget=forms.Textarea(attrs={"rows": 4}))
    channel = forms.ChoiceField(
        label=_("How do you want to be told?"),
        widget=forms.RadioSelect,
        choices=[("email", _("By e-mail")), ("sms", _("By text message")), ("none", _("Not at all"))],
    )
    topics = forms.MultipleChoiceField(
        label=_("Topics"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("light", _("Lighting")), ("road", _("Roads")), ("green", _("Green spaces")), ("waste", _("Waste"))],
    )
    agree = forms.BooleanField(label=_("I have read the rules"), help_text=_("They fit on one page."))
    photo = forms.FileField(label=_("Photo"), required=False)
