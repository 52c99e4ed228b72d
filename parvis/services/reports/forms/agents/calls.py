# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a call taker types while somebody speaks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from parvis.kernel.accounts.rules import phone_e164
from parvis.kernel.places.hits import AddressHit
from parvis.kernel.registry import service_settings
from parvis.services.reports.forms.public import DetailsForm
from parvis.services.reports.models import Category
from parvis.services.reports.operations.input import LONGEST_NAME, place_problems
from parvis.services.reports.rules.questions import Question


class CallForm(DetailsForm):
    """Number, place, subject, words; the category's questions follow the subject."""

    phone = forms.CharField(
        label=gettext_lazy("Caller’s number"),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )
    name = forms.CharField(
        label=gettext_lazy("Caller’s name"),
        required=False,
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    address = forms.CharField(
        label=gettext_lazy("Where is it?"),
        error_messages={"required": gettext_lazy("Ask where it is.")},
        max_length=200,
        widget=forms.TextInput(attrs={"data-combobox": "", "data-source": "/places/search"}),
    )
    chosen = forms.ChoiceField(label=gettext_lazy("Which of these places?"), required=False, widget=forms.RadioSelect)
    lon = forms.FloatField(required=False, widget=forms.HiddenInput)
    lat = forms.FloatField(required=False, widget=forms.HiddenInput)
    subject = forms.CharField(
        label=gettext_lazy("What is it about?"),
        error_messages={"required": gettext_lazy("Choose what the report is about.")},
        max_length=100,
        widget=forms.TextInput(attrs={"data-combobox": "", "data-lon": "-", "data-lat": "-"}),
    )
    category = forms.ChoiceField(label=gettext_lazy("Which of these?"), required=False, widget=forms.RadioSelect)
    news = forms.BooleanField(
        label=gettext_lazy("Agrees to receive the news by text message"),
        help_text=gettext_lazy("Ask: “May we send you a message when it is done?”"),
        required=False,
    )
    client_key = forms.CharField(widget=forms.HiddenInput, max_length=60)

    def __init__(
        self,
        *args: Any,
        questions: Sequence[Question] = (),
        hits: Sequence[AddressHit] = (),
        categories: Sequence[Category] = (),
        **kwargs: Any,
    ) -> None:
        language = get_language() or "fr"
        super().__init__(*args, questions=questions, language=language, **kwargs)
        self.fields["client_key"].initial = uuid4().hex
        self.fields["phone"].widget.attrs["autofocus"] = True
        self.fields["description"].widget.attrs["rows"] = 3
        self.fields["description"].help_text = ""
        if not service_settings("notifications").sms_provider:
            del self.fields["news"]
        self._hits = bool(hits)
        self._choose("chosen", [(f"{hit.lon:.6f},{hit.lat:.6f},{hit.text}", hit.text) for hit in hits])
        self._choose("category", [(str(each.pk), each.name(language)) for each in categories])

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    @property
    def news_fields(self) -> list[forms.BoundField]:
        """The consent to text messages; nothing where the town sends none."""
        return [self["news"]] if "news" in self.fields else []

    @property
    def question_fields(self) -> list[forms.BoundField]:
        """The fields of the category's own questions."""
        return [self[name] for name in self.fields if name.startswith("answer-")]

    def clean_phone(self) -> str:
        """The number in E.164, or nothing."""
        try:
            return phone_e164(self.cleaned_data["phone"])
        except ValueError as error:
            raise forms.ValidationError(_("This number does not exist. Example: 06 12 34 56 78.")) from error

    def clean(self) -> dict[str, Any]:
        """A place, a subject, and a number for whoever wants to be told."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("chosen"):
            lon, lat, cleaned["address"] = cleaned["chosen"].split(",", 2)
            cleaned["lon"], cleaned["lat"] = float(lon), float(lat)
        self._check_place(cleaned)
        if not cleaned.get("category") and "subject" not in self.errors:
            self.add_error("subject", _("Choose what the report is about."))
        if cleaned.get("news") and not cleaned.get("phone") and "phone" not in self.errors:
            self.add_error("phone", _("Ask for the number to which the messages go."))
        return cleaned

    def _check_place(self, cleaned: dict[str, Any]) -> None:
        if "address" in self.errors:
            return
        if cleaned.get("lon") is None or cleaned.get("lat") is None:
            said = _("Choose one of these places.") if self._hits else _("Ask where it is.")
            self.add_error("address", said)
            return
        for problem in place_problems(cleaned["lon"], cleaned["lat"]):
            self.add_error("address", str(problem.message))
