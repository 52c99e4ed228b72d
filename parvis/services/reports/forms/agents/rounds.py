# SPDX-License-Identifier: AGPL-3.0-or-later
"""A day's round: which team, which day, which reports; and what became of a stop."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parvis.kernel.audit.actors import Actor
from parvis.services.reports.forms.agents.choices import team_choices

MOST_STOPS = 60


class RoundForm(forms.Form):
    """Read from the address, so that a round can be kept, printed and opened on a telephone."""

    equipe = forms.ChoiceField(label=gettext_lazy("Team"), required=False)
    jour = forms.DateField(label=gettext_lazy("Day"), required=False)

    def __init__(self, data: Any, *, actor: Actor) -> None:
        given = data.copy()
        given.setdefault("jour", timezone.localdate().isoformat())
        super().__init__(given)
        field = self.fields["equipe"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = self.teams = [("", _("All teams")), *team_choices(actor)]
        self.is_valid()
        self.team_id = int(self.cleaned_data["equipe"]) if self.cleaned_data.get("equipe") else None
        self.day = self.cleaned_data.get("jour") or timezone.localdate()
        self.chosen = [int(key) for key in data.getlist("id") if key.isascii() and key.isdigit() and len(key) < 18]


class StopForm(forms.Form):
    """What was found, with a photo; written without network if need be, and sent once."""

    outcome = forms.ChoiceField(choices=[("done", ""), ("later", "")])
    note = forms.CharField(label=gettext_lazy("Remark"), required=False, max_length=2_000)
    photo = forms.FileField(
        label=gettext_lazy("Photo"), required=False, widget=forms.FileInput(attrs={"accept": "image/*"})
    )
    client_key = forms.CharField(required=False, max_length=80)
