# SPDX-License-Identifier: AGPL-3.0-or-later
"""How far can I go: from where, and when."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from parvis.services.journeys.adapters.answers import Spot
from parvis.services.journeys.forms.search import DESTINATION, LEAVE, MAX_NAME, NOW, SearchForm
from parvis.services.journeys.queries.how_far import HowFarAsked


class HowFarForm(SearchForm):
    """The search without its other end."""

    de = forms.CharField(
        label=_("Where are you?"),
        max_length=MAX_NAME,
        error_messages={"required": _("Say where you leave from.")},
    )
    quand = forms.ChoiceField(
        label=_("When"),
        choices=[(NOW, _("Now")), (LEAVE, _("Leave at"))],
        widget=forms.RadioSelect,
        initial=NOW,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in (DESTINATION, "marche"):
            del self.fields[name]

    def asked(self, origin: Spot, now: datetime) -> HowFarAsked:
        """The whole question, its point being known."""
        return HowFarAsked(origin, self.moment(now), wheelchair=self.cleaned_data["fauteuil"])
