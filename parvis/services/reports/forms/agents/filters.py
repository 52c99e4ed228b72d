# SPDX-License-Identifier: AGPL-3.0-or-later
"""The queue's filter, read from the address: what is not understood narrows nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from parvis.kernel.audit.actors import Actor
from parvis.kernel.places import queries as places
from parvis.services.reports.forms.agents.choices import agent_choices, category_choices, team_choices
from parvis.services.reports.forms.agents.queues import BY_KEY, FIRST, QUEUES, Queue
from parvis.services.reports.queries.desk import ReportFilter
from parvis.services.reports.rules.publication import Channel, Priority, Visibility
from parvis.services.reports.rules.states import WORDINGS, State

Choices = list[tuple[str, str | Promise]]
ORDERS: Choices = [
    ("", _("As the queue says")),
    ("due", _("Due first")),
    ("urgent", _("Urgent first")),
    ("newest", _("Newest first")),
    ("changed", _("Changed last first")),
]
ALL: Choices = [("", _("All"))]
AFTER = "suite"
"""The parameter that names the last row of the page before."""
NARROWING = (
    "q",
    "etat",
    "categorie",
    "equipe",
    "agent",
    "priorite",
    "quartier",
    "canal",
    "visible",
    "depuis",
    "jusqua",
)
KEPT = ("file", *NARROWING, "ordre", "vue", "col")
"""Parameters that a filter is made of; the others of an address belong to the page."""


class DeskFilterForm(forms.Form):
    """Words, state, category, people, place and time; the names are those of the address."""

    file = forms.ChoiceField(
        required=False, choices=[(queue.key, queue.title) for queue in QUEUES], widget=forms.HiddenInput
    )
    q = forms.CharField(label=_("Words or reference"), required=False, max_length=200)
    etat = forms.ChoiceField(
        label=_("State"), required=False, choices=[*ALL, *((state.value, WORDINGS[state].label) for state in State)]
    )
    categorie = forms.ChoiceField(label=_("Category"), required=False)
    equipe = forms.ChoiceField(label=_("Team"), required=False)
    agent = forms.ChoiceField(label=_("Agent"), required=False)
    priorite = forms.ChoiceField(
        label=_("Priority"), required=False, choices=[*ALL, *((str(value), name) for value, name in Priority.choices)]
    )
    quartier = forms.ChoiceField(label=_("Neighbourhood"), required=False)
    canal = forms.ChoiceField(label=_("Came by"), required=False, choices=[*ALL, *Channel.choices])
    visible = forms.ChoiceField(label=_("Seen by"), required=False, choices=[*ALL, *Visibility.choices])
    depuis = forms.DateField(label=_("Reported from"), required=False)
    jusqua = forms.DateField(label=_("Reported until"), required=False)
    ordre = forms.ChoiceField(label=_("Order"), required=False, choices=ORDERS)
    vue = forms.ChoiceField(
        required=False, choices=[("", _("List")), ("tableau", _("Table"))], widget=forms.HiddenInput
    )

    def __init__(self, data: QueryDict, *, actor: Actor) -> None:
        super().__init__(data)
        self._choose("categorie", lambda: category_choices(actor))
        self._choose("equipe", lambda: team_choices(actor))
        self._choose("agent", lambda: agent_choices(actor))
        self._choose("quartier", lambda: [(area.code, area.name) for area in places.neighbourhoods()])
        self.is_valid()

    def _choose(self, name: str, choices: Callable[[], list[Any]]) -> None:
        """The lists are read only where one is shown, or a value of it is given."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = lambda: [*ALL, *choices()]

    @property
    def queue(self) -> Queue:
        """The ready-made queue; the first one when the address names none."""
        return BY_KEY.get(self.cleaned_data.get("file", ""), FIRST)

    @property
    def text(self) -> str:
        """The words looked for; empty when they cannot be looked for."""
        words: str = self.cleaned_data.get("q", "")
        return words

    @property
    def narrowed(self) -> int:
        """How many fields narrow the queue."""
        return sum(1 for name in NARROWING if self.cleaned_data.get(name))

    @property
    def is_table(self) -> bool:
        """True for the wide table, False for the list beside the case."""
        return self.cleaned_data.get("vue") == "tableau"

    def chosen(self) -> ReportFilter:
        """The filter; a value that is not in its list is ignored."""
        values = self.cleaned_data
        wanted: dict[str, Any] = {
            "text": self.text,
            "states": [values["etat"]] if values.get("etat") else [],
            "category_ids": _keys(values.get("categorie")),
            "team_ids": _keys(values.get("equipe")),
            "assignee_id": next(iter(_keys(values.get("agent"))), None),
            "priority": next(iter(_keys(values.get("priorite"))), None),
            "neighbourhood": values.get("quartier", ""),
            "channel": values.get("canal", ""),
            "visibility": values.get("visible", ""),
            "since": _start(values.get("depuis")),
            "until": _start(values.get("jusqua"), days=1),
            "order": values.get("ordre", ""),
        }
        # Words also find closed reports, whose due date says nothing any more.
        found = {"order": "newest"} if self.text else {}
        given = {name: value for name, value in wanted.items() if value}
        return ReportFilter(**{**self.queue.conditions, **found, **given})


def _keys(value: str | None) -> list[int]:
    return [int(value)] if value else []


def _start(day: date | None, *, days: int = 0) -> datetime | None:
    if day is None:
        return None
    return timezone.make_aware(datetime.combine(day + timedelta(days=days), time.min))


def kept_query(data: QueryDict) -> str:
    """The query string of the filter alone, without empty parameters and without the page."""
    query = QueryDict(mutable=True)
    for name in KEPT:
        values = [value for value in data.getlist(name) if value]
        if values:
            query.setlist(name, values)
    return query.urlencode()
