# SPDX-License-Identifier: AGPL-3.0-or-later
"""Filters of the public map, read from the address: what is not understood narrows nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from parvis.kernel.places import queries as places
from parvis.kernel.places.geo import Box, valid
from parvis.services.reports.queries.categories import category_tree
from parvis.services.reports.queries.filters import PublicFilter
from parvis.services.reports.rules.states import OPEN, State

_DAYS = {"7": 7, "30": 30, "365": 365}


class FilterForm(forms.Form):
    """Words, category, state, neighbourhood and period; the names are those of the address."""

    q = forms.CharField(label=_("Words"), required=False, max_length=200, strip=True)
    sujet = forms.ChoiceField(label=_("Subject"), required=False)
    etat = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("All")), ("ouvert", _("Not solved yet")), ("resolu", _("Solved"))],
    )
    quartier = forms.ChoiceField(label=_("Neighbourhood"), required=False)
    depuis = forms.ChoiceField(
        label=_("Period"),
        required=False,
        choices=[("", _("Always")), ("7", _("7 days")), ("30", _("30 days")), ("365", _("One year"))],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "fr"
        groups = category_tree(include_private=False)
        self._choose("sujet", [(str(group.category.pk), group.category.name(language)) for group in groups])
        self._choose("quartier", [(area.code, area.name) for area in places.neighbourhoods()])

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("All")), *choices]

    def chosen(self) -> PublicFilter:
        """The filter; a value that is not in the list is ignored."""
        self.is_valid()
        values = self.cleaned_data
        states = {"ouvert": sorted(OPEN), "resolu": [State.RESOLVED]}.get(values.get("etat", ""), [])
        days = _DAYS.get(values.get("depuis", ""))
        return PublicFilter(
            category_ids=[int(values["sujet"])] if values.get("sujet") else [],
            states=[str(state) for state in states],
            neighbourhood=values.get("quartier", ""),
            since=timezone.now() - timedelta(days=days) if days else None,
            text=values.get("q", ""),
        )


def box_of(text: str) -> Box | None:
    """The rectangle `west,south,east,north` in degrees; None when it is none."""
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        return None
    good = valid(west, south) and valid(east, north) and west < east and south < north
    return Box(west, south, east, north) if good else None
