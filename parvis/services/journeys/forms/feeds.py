# SPDX-License-Identifier: AGPL-3.0-or-later
"""A timetable's settings, a delivery, a day."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

HOURS = [(hour, f"{hour} h") for hour in range(24)]


class FeedForm(forms.Form):
    """Settings of a timetable."""

    title = forms.CharField(
        label=_("Name of the timetable"), max_length=120, help_text=_("For example: urban network, summer boats.")
    )
    fetch_url = forms.URLField(
        label=_("Address where it can be fetched"),
        help_text=_("Asked once a day; a file is taken only when it is new. Leave it empty to give files by hand."),
        required=False,
        max_length=500,
        assume_scheme="https",
    )
    fetch_hour = forms.TypedChoiceField(label=_("Fetched at"), choices=HOURS, coerce=int, initial=4)
    activate_at_once = forms.BooleanField(
        label=_("Put a new file in force by itself when nothing in it had to be left out"), required=False
    )
    licence = forms.CharField(label=_("Licence of the data"), max_length=120, initial="Licence Ouverte 2.0")
    active = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def __init__(self, *args: Any, may_activate: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_activate:
            del self.fields["activate_at_once"]


class NewFeedForm(FeedForm):
    """A timetable that does not exist yet."""

    slug = forms.SlugField(
        label=_("Short name in addresses"),
        max_length=40,
        help_text=_("Small letters and hyphens. It cannot be changed: printed QR codes hold it."),
    )
    field_order = ("title", "slug")


class DeliveryForm(forms.Form):
    """A file given by hand."""

    file = forms.FileField(
        label=_("GTFS file"),
        help_text=_("The zip file that your software exports."),
        widget=forms.FileInput(attrs={"accept": ".zip,application/zip"}),
    )


class PlanForm(forms.Form):
    """The day from which a delivery holds."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    day = forms.DateField(label=_("In force from"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tomorrow = timezone.localdate() + timedelta(days=1)
        self.fields["day"].widget.attrs["min"] = tomorrow.isoformat()
