# SPDX-License-Identifier: AGPL-3.0-or-later
"""One act on the ticked reports."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from parvis.kernel.audit.actors import Actor
from parvis.services.reports.forms.agents.choices import agent_choices, category_choices, team_choices
from parvis.services.reports.forms.agents.decisions import VERBS
from parvis.services.reports.operations import BulkChange
from parvis.services.reports.operations.treat import LONGEST_REASON
from parvis.services.reports.rules.publication import Priority
from parvis.services.reports.rules.states import State

_ALONE = State.FORWARDED
"""A handing over cannot be undone: it is done to one report at a time."""


class BulkForm(forms.Form):
    """What is done to each of the ticked reports; what is left empty stays as it is."""

    state = forms.ChoiceField(label=_("Decision"), required=False)
    reason = forms.CharField(
        label=_("Message"),
        help_text=_("Read by the people who reported. It leaves in ten minutes, if you do not undo."),
        max_length=LONGEST_REASON,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    promised_on = forms.DateField(label=_("Date promised"), required=False)
    duplicate_of = forms.CharField(
        label=_("Reference of the report that stays"),
        help_text=_("If you mark them as already reported."),
        max_length=40,
        required=False,
    )
    team_id = forms.TypedChoiceField(label=_("Team"), required=False, coerce=int, empty_value=None)
    assignee_id = forms.TypedChoiceField(label=_("Agent"), required=False, coerce=int, empty_value=None)
    category_id = forms.TypedChoiceField(label=_("Category"), required=False, coerce=int, empty_value=None)
    priority = forms.TypedChoiceField(label=_("Priority"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choose("state", [(state.value, verb) for state, verb in VERBS.items() if state is not _ALONE])
        self._choose("team_id", team_choices(actor))
        self._choose("assignee_id", agent_choices(actor))
        self._choose("category_id", category_choices(actor, groups_too=False))
        self._choose("priority", list(Priority.choices))

    def _choose(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("No change")), *choices]

    def change(self) -> BulkChange:
        """What `operations.bulk` takes."""
        values = self.cleaned_data
        return BulkChange(**values | {"state": State(values["state"]) if values["state"] else None})


def ticked(values: list[str]) -> list[tuple[int, int]]:
    """Keys and versions of the ticked reports; what is not `key:version` is left out."""
    pairs = [value.split(":") for value in values]
    return [
        (int(pair[0]), int(pair[1]))
        for pair in pairs
        if len(pair) == 2 and all(part.isascii() and part.isdigit() and len(part) < 18 for part in pair)
    ]
