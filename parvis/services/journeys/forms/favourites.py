# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is kept."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class PlaceForm(forms.Form):
    """A place of one's own."""

    label = forms.CharField(label=_("Name"), max_length=120, help_text=_("For example: Home, Work, Grandma."))
    address = forms.CharField(label=_("Where is it?"), max_length=200, help_text=_("An address, a stop, a place."))


class GivenForm(forms.Form):
    """The hidden fields of a button that keeps."""

    kind = forms.ChoiceField(choices=[("place", ""), ("stop", ""), ("line", "")])
    label = forms.CharField(max_length=120)
    feed = forms.CharField(max_length=40, required=False)
    key = forms.CharField(max_length=200, required=False)
    address = forms.CharField(max_length=200, required=False)
    lon = forms.FloatField(required=False)
    lat = forms.FloatField(required=False)
