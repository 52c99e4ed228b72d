# SPDX-License-Identifier: AGPL-3.0-or-later
"""Response templates, forwarding targets, API keys."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parvis.kernel.audit.actors import Actor
from parvis.services.reports.forms.agents.choices import category_choices
from parvis.services.reports.models.exchange import Scope, TargetKind
from parvis.services.reports.rules.placeholders import PLACEHOLDERS
from parvis.services.reports.rules.states import WORDINGS, State


class TemplateForm(forms.Form):
    """A ready-made text."""

    title = forms.CharField(label=gettext_lazy("Title, read by agents"), max_length=100)
    state = forms.ChoiceField(
        label=gettext_lazy("Offered for"),
        choices=[(state.value, WORDINGS[state].label) for state in State if state is not State.REPORTED],
    )
    category_id = forms.TypedChoiceField(label=gettext_lazy("Category"), required=False, coerce=int, empty_value=None)
    text_fr = forms.CharField(
        label=gettext_lazy("Text in French"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 5})
    )
    text_en = forms.CharField(
        label=gettext_lazy("Text in English"),
        max_length=2_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    position = forms.IntegerField(label=gettext_lazy("Order"), min_value=0, max_value=1_000, initial=0)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["category_id"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("All")), *category_choices(actor, groups_too=False)]
        names = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
        self.fields["text_fr"].help_text = _("These words are filled in: %s.") % names


class TargetForm(forms.Form):
    """An organisation to which reports are handed over."""

    name = forms.CharField(label=gettext_lazy("Name of the organisation"), max_length=120)
    kind = forms.ChoiceField(
        label=gettext_lazy("How does it get the reports?"), choices=TargetKind.choices, widget=forms.RadioSelect
    )
    email = forms.EmailField(label=gettext_lazy("E-mail address"), required=False)
    endpoint = forms.URLField(
        label=gettext_lazy("Address of its Open311 server"),
        help_text=gettext_lazy("For example https://open311.example.org/v2"),
        required=False,
        assume_scheme="https",
    )
    api_key = forms.CharField(
        label=gettext_lazy("Key"),
        help_text=gettext_lazy("Left empty, the key that is there stays."),
        required=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    jurisdiction_id = forms.CharField(label=gettext_lazy("Jurisdiction"), required=False, max_length=120)
    default_code = forms.CharField(label=gettext_lazy("Usual service code"), required=False, max_length=60)
    codes = forms.CharField(
        label=gettext_lazy("Service codes"),
        help_text=gettext_lazy("One a line: our code = their code."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    active = forms.BooleanField(label=gettext_lazy("In use"), required=False, initial=True)

    def clean_codes(self) -> dict[str, str]:
        """Our codes to theirs."""
        lines = [line for line in self.cleaned_data["codes"].splitlines() if line.strip()]
        pairs = [[part.strip() for part in line.split("=", 1)] for line in lines]
        if any(len(pair) != 2 or not all(pair) for pair in pairs):
            raise forms.ValidationError(_("Write one a line: our code = their code."))
        return {pair[0]: pair[1] for pair in pairs}

    def clean(self) -> dict[str, Any]:
        """The address that the way needs."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("kind") == TargetKind.EMAIL and not cleaned.get("email") and "email" not in self.errors:
            self.add_error("email", _("Give the e-mail address."))
        missing = cleaned.get("kind") == TargetKind.OPEN311 and not cleaned.get("endpoint")
        if missing and "endpoint" not in self.errors:
            self.add_error("endpoint", _("Give the Open311 address."))
        return cleaned


class KeyForm(forms.Form):
    """A key for another application."""

    name = forms.CharField(label=gettext_lazy("Name of the application"), max_length=100)
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("It may"),
        choices=Scope.choices,
        initial=[Scope.SUBMIT.value],
        widget=forms.CheckboxSelectMultiple,
    )
    per_hour = forms.IntegerField(
        label=gettext_lazy("Reports per hour, at most"), min_value=1, max_value=100_000, initial=200
    )
