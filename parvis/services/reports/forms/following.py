# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people say on a report's pages, and the alerts that they ask for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from parvis.kernel.places import queries as places
from parvis.services.reports.forms.public import PhotosField, SeveralFiles
from parvis.services.reports.models.alerts import AlertArea
from parvis.services.reports.queries.categories import reportable


class ReplyForm(forms.Form):
    """An answer to the town."""

    text = forms.CharField(
        label=_("Your message to the team"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 3})
    )


class NotSolvedForm(forms.Form):
    """Why it is not solved."""

    text = forms.CharField(label=_("What is still wrong?"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 3}))


class OnePhotoForm(forms.Form):
    """More photos of a report."""

    photos = PhotosField(label=_("Add a photo"), required=False, widget=SeveralFiles(attrs={"accept": "image/*"}))


class MeTooForm(forms.Form):
    """“Me too”, with an address for the news or without."""

    email = forms.EmailField(
        label=_("Your e-mail address, to be told when it is solved"),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class AlertForm(forms.Form):
    """Be told of new reports in an area."""

    area = forms.ChoiceField(label=_("Where?"))
    category = forms.TypedChoiceField(label=_("About what?"), required=False, coerce=int, empty_value=None)
    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("We send you one link to confirm it. Each message has a link to stop."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "fr"
        areas = [(area.code, area.name) for area in places.neighbourhoods()]
        self._choose("area", [(AlertArea.EVERYWHERE.value, _("The whole territory")), *areas])
        names = [(str(each.pk), each.name(language)) for each in reportable(include_private=False)]
        self._choose("category", [("", _("Everything")), *names])

    def _choose(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices
