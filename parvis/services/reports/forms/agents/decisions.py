# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an agent writes when a report changes hands or state."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parvis.kernel.audit.actors import Actor
from parvis.services.reports.forms.agents.choices import agent_choices, category_choices, team_choices
from parvis.services.reports.models import ForwardTarget
from parvis.services.reports.operations.treat import LONGEST_REASON
from parvis.services.reports.queries.nearby import Duplicate
from parvis.services.reports.rules.placeholders import PLACEHOLDERS, substitute
from parvis.services.reports.rules.publication import Priority
from parvis.services.reports.rules.states import WORDINGS, Requirement, State, Transition

_DATED = frozenset({State.SCHEDULED, State.IN_PROGRESS})
"""States that may carry a promised date."""
VERBS: dict[State, str | Promise] = {
    State.ACKNOWLEDGED: gettext_lazy("Acknowledge"),
    State.SCHEDULED: gettext_lazy("Schedule"),
    State.IN_PROGRESS: gettext_lazy("Start"),
    State.WAITING: gettext_lazy("Put on hold"),
    State.RESOLVED: gettext_lazy("Resolved"),
    State.REJECTED: gettext_lazy("No follow-up"),
    State.DUPLICATE: gettext_lazy("Already reported"),
    State.FORWARDED: gettext_lazy("Hand over"),
}


def verb_of(arrow: Transition) -> str:
    """The words on the button of a transition."""
    if arrow.source is State.SCHEDULED and arrow.target is State.SCHEDULED:
        return _("Change the date")
    if arrow.target is State.ACKNOWLEDGED and arrow.source in (State.RESOLVED, State.REJECTED, State.DUPLICATE):
        return _("Open again")
    if arrow.source is State.FORWARDED and arrow.target is State.ACKNOWLEDGED:
        return _("Take back")
    return str(VERBS.get(arrow.target, WORDINGS[arrow.target].label))


class DecisionForm(forms.Form):
    """A change of state with what its arrow needs, and nothing else."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    duplicate_of = forms.CharField(label=gettext_lazy("Reference of the report that stays"), max_length=40)
    near = forms.ChoiceField(label=gettext_lazy("Which report stays?"), required=False, widget=forms.RadioSelect)
    forward_to = forms.ChoiceField(label=gettext_lazy("Who takes over?"), widget=forms.RadioSelect)
    promised_on = forms.DateField(label=gettext_lazy("Date promised"))
    reason = forms.CharField(
        label=gettext_lazy("Message"),
        help_text=gettext_lazy("Read by the person who reported, and by everybody if the report is public."),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(
        self,
        *args: Any,
        arrow: Transition,
        near: Sequence[Duplicate] = (),
        targets: Sequence[ForwardTarget] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.arrow = arrow
        self.fields["reason"].required = Requirement.REASON in arrow.requires
        self.fields["promised_on"].required = Requirement.DATE in arrow.requires
        if arrow.target not in _DATED:
            del self.fields["promised_on"]
        elif "{promised_date}" in str(self.initial.get("reason", "")):
            self.fields["promised_on"].help_text = _("It takes the place of {promised_date} in the message.")
        self._offer_duplicates(near)
        self._offer_targets(targets)
        first = next(name for name in self.fields if name != "version")
        self.fields[first].widget.attrs["autofocus"] = True

    def _offer_duplicates(self, near: Sequence[Duplicate]) -> None:
        if self.arrow.target is not State.DUPLICATE:
            del self.fields["duplicate_of"], self.fields["near"]
            return
        self.fields["duplicate_of"].required = False
        choices = [
            (each.report.reference, f"{each.report.reference} · {each.report.address} · {round(each.distance_m)} m")
            for each in near
        ]
        self._choose("near", choices)
        if not choices:
            del self.fields["near"]

    def _offer_targets(self, targets: Sequence[ForwardTarget]) -> None:
        if Requirement.TARGET not in self.arrow.requires:
            del self.fields["forward_to"]
            return
        self._choose("forward_to", [(str(target.pk), target.name) for target in targets])

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean(self) -> dict[str, Any]:
        """The message with the promised date filled in; a placeholder that is left is an error."""
        cleaned: dict[str, Any] = super().clean() or {}
        promised = cleaned.get("promised_on")
        text = cleaned.get("reason", "")
        if promised:
            text = substitute(text, {"promised_date": date_format(promised, "j F Y")})
        left = [name for name in PLACEHOLDERS if f"{{{name}}}" in text]
        if left:
            self.add_error("reason", _("Replace what is between braces: %s.") % ", ".join(left))
        if self.arrow.target is State.DUPLICATE and not (cleaned.get("near") or cleaned.get("duplicate_of")):
            self.add_error("duplicate_of", _("Give the reference of the report that stays."))
        return cleaned | {"reason": text}

    def decided(self) -> dict[str, Any]:
        """Arguments of `operations.change_state`."""
        values = self.cleaned_data
        return {
            "target": self.arrow.target,
            "expected_version": values["version"],
            "reason": values.get("reason", ""),
            "promised_on": values.get("promised_on"),
            "duplicate_of": values.get("duplicate_of") or values.get("near") or "",
            "forward_to": int(values["forward_to"]) if values.get("forward_to") else None,
        }


class AssignForm(forms.Form):
    """Team and person; an empty choice takes the report away from them."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    team = forms.ChoiceField(label=gettext_lazy("Team"), required=False)
    assignee = forms.ChoiceField(label=gettext_lazy("Agent"), required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("team", team_choices(actor)), ("assignee", agent_choices(actor))):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", _("Nobody")), *choices]

    def chosen(self) -> dict[str, Any]:
        """Arguments of `operations.assign`."""
        team, assignee = self.cleaned_data["team"], self.cleaned_data["assignee"]
        return {"team_id": int(team) if team else None, "assignee_id": int(assignee) if assignee else None}


class TextForm(forms.Form):
    """A note or a message."""

    text = forms.CharField(label=gettext_lazy("Text"), max_length=4_000, widget=forms.Textarea(attrs={"rows": 3}))


class EditForm(forms.Form):
    """Corrections of what was reported."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    category_id = forms.ChoiceField(label=gettext_lazy("Category"))
    priority = forms.TypedChoiceField(label=gettext_lazy("Priority"), choices=Priority.choices, coerce=int)
    address = forms.CharField(
        label=gettext_lazy("Address or place"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"data-combobox": "", "data-source": "/places/search"}),
    )
    lon = forms.FloatField(required=False, widget=forms.HiddenInput)
    lat = forms.FloatField(required=False, widget=forms.HiddenInput)
    description = forms.CharField(
        label=gettext_lazy("Description"), max_length=4_000, required=False, widget=forms.Textarea(attrs={"rows": 5})
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["category_id"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = category_choices(actor, groups_too=False)
