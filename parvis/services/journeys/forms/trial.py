# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is asked of a network on trial."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class TrialForm(forms.Form):
    """From a stop to another, or the departures of the first alone, on a day at a time."""

    de = forms.CharField(label=_("From the stop"), max_length=80)
    vers = forms.CharField(label=_("To the stop"), max_length=80, required=False)
    jour = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    heure = forms.TimeField(label=_("at"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))

    def __init__(self, data: Any = None, *, first_day: date | None = None) -> None:
        day = max(timezone.localdate(), first_day or date.min)
        super().__init__(data or None, initial={"jour": day, "heure": time(8)})

    def moment(self) -> datetime:
        """When."""
        return timezone.make_aware(datetime.combine(self.cleaned_data["jour"], self.cleaned_data["heure"]))
