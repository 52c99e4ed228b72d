# SPDX-License-Identifier: AGPL-3.0-or-later
"""The questions that a resident answers, one form per page."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from parvis.kernel.accounts.rules import phone_e164
from parvis.kernel.places.hits import AddressHit
from parvis.services.reports.operations.input import LONGEST_DESCRIPTION, LONGEST_NAME, place_problems
from parvis.services.reports.rules.questions import Datatype, Question
from parvis.ui.forms import PlainForm, explain

NO_CONTACT, EMAIL, PHONE, ACCOUNT = "none", "email", "phone", "account"


class SeveralFiles(forms.ClearableFileInput):
    """A file input that takes several files."""

    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """Uploaded photos, as a list; their content is checked by `files.operations.store`."""

    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        """The list of files, empty when none was chosen."""
        given = data if isinstance(data, list | tuple) else [data] if data else []
        if self.required and not given:
            raise ValidationError(self.error_messages["required"], code="required")
        return [super(PhotosField, self).clean(each, initial) for each in given]


class PhotoForm(PlainForm):
    """Pictures of what is wrong."""

    photos = PhotosField(
        label=_("Photos of the problem"),
        help_text=_("They help us find the spot and bring the right tools. Avoid faces and number plates."),
        required=False,
        widget=SeveralFiles(attrs={"accept": "image/*"}),
    )


class PlaceForm(PlainForm):
    """Where it is: a point, told by the map, by the telephone, by a list or by words."""

    address = forms.CharField(
        label=_("Address or place"),
        help_text=_("For example: 12 rue du Moulin, or the name of a school or a park."),
        max_length=200,
        required=False,
    )
    lon = forms.FloatField(required=False, widget=forms.HiddenInput)
    lat = forms.FloatField(required=False, widget=forms.HiddenInput)
    chosen = forms.ChoiceField(label=_("Which of these places?"), required=False, widget=forms.RadioSelect)

    def __init__(self, *args: Any, hits: Sequence[AddressHit] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["chosen"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(f"{hit.lon:.6f},{hit.lat:.6f},{hit.text}", hit.text) for hit in hits]
        if not hits:
            del self.fields["chosen"]

    def clean(self) -> dict[str, Any]:
        """A point inside the territory, or an error beside the address."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("chosen"):
            lon, lat, cleaned["address"] = cleaned["chosen"].split(",", 2)
            cleaned["lon"], cleaned["lat"] = float(lon), float(lat)
        if cleaned.get("lon") is not None and cleaned.get("lat") is not None:
            for problem in place_problems(cleaned["lon"], cleaned["lat"]):
                self.add_error("address", str(problem.message))
        return cleaned


class CategoryForm(PlainForm):
    """What it is about."""

    category = forms.IntegerField(
        error_messages={"required": _("Choose what the report is about."), "invalid": _("Choose one from the list.")}
    )


class DetailsForm(PlainForm):
    """The category's own questions, then free words."""

    description = forms.CharField(
        label=_("What is wrong?"),
        help_text=_("A few words are enough. Do not write names or telephone numbers: this text is public."),
        max_length=LONGEST_DESCRIPTION,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, questions: Sequence[Question] = (), language: str = "fr", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        description = self.fields.pop("description")
        for question in questions:
            field = self.fields[f"answer-{question.code}"] = _question_field(question, language)
            explain(field)
        self.fields["description"] = description

    def answers(self) -> dict[str, Any]:
        """Answers by question code, as typed."""
        return {
            name.removeprefix("answer-"): value
            for name, value in self.cleaned_data.items()
            if name.startswith("answer-") and value not in (None, "", [])
        }


def _question_field(question: Question, language: str) -> forms.Field:
    common: dict[str, Any] = {
        "label": question.label(language),
        "help_text": question.help(language),
        "required": question.required,
    }
    choices = [(choice.key, choice.name(language)) for choice in question.choices]
    match question.datatype:
        case Datatype.ONE:
            return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **common)
        case Datatype.MANY:
            return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **common)
        case Datatype.NUMBER:
            return forms.CharField(widget=forms.TextInput(attrs={"inputmode": "decimal"}), **common)
        case Datatype.DATETIME:
            return forms.CharField(widget=forms.DateTimeInput(attrs={"type": "datetime-local"}), **common)
        case Datatype.TEXT:
            return forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), **common)
    return forms.CharField(**common)


class ContactForm(PlainForm):
    """How the resident wants the news."""

    way = forms.ChoiceField(label=_("How do you want to hear from us?"), widget=forms.RadioSelect)
    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("We send you one link to confirm it."),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    phone = forms.CharField(
        label=_("Your mobile number"),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    name = forms.CharField(
        label=_("Your name"),
        help_text=_("Only the agents who treat your report see it."),
        required=False,
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def __init__(self, *args: Any, account: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        way = self.fields["way"]
        assert isinstance(way, forms.ChoiceField)
        way.choices = [
            *([(ACCOUNT, _("With my account: %(email)s") % {"email": account})] if account else []),
            (EMAIL, _("By e-mail")),
            (PHONE, _("By text message")),
            (NO_CONTACT, _("Not at all: I stay anonymous")),
        ]

    def clean(self) -> dict[str, Any]:
        """Only what the chosen way needs is kept."""
        cleaned: dict[str, Any] = super().clean() or {}
        way = cleaned.get("way")
        if way == EMAIL and not cleaned.get("email") and "email" not in self.errors:
            self.add_error("email", _("Write your e-mail address, for example marie@example.org."))
        if way == PHONE:
            self._check_phone(cleaned)
        if way != EMAIL:
            self.errors.pop("email", None)
        return cleaned | {
            "email": cleaned.get("email", "") if way == EMAIL else "",
            "phone": cleaned.get("phone", "") if way == PHONE else "",
            "name": cleaned.get("name", "") if way in (EMAIL, PHONE) else "",
        }

    def _check_phone(self, cleaned: Mapping[str, Any]) -> None:
        with contextlib.suppress(ValueError, ValidationError):
            if phone_e164(str(cleaned.get("phone", ""))):
                return
        self.add_error("phone", _("Write a mobile number, for example 06 12 34 56 78."))
