# SPDX-License-Identifier: AGPL-3.0-or-later
"""The report on one page, for those who write it without network."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from parvis.services.reports.forms.public import PhotosField, SeveralFiles
from parvis.services.reports.operations.input import LONGEST_DESCRIPTION
from parvis.services.reports.queries.categories import category_tree
from parvis.ui.forms import PlainForm


class OnePageForm(PlainForm):
    """Photo, place, subject, words and e-mail. Questions of the category are asked later, if need be."""

    photos = PhotosField(label=_("Photos of the problem"), required=False, widget=SeveralFiles({"accept": "image/*"}))
    address = forms.CharField(
        label=_("Where is it?"),
        help_text=_("A street, a number, a place. Or use your position below."),
        max_length=200,
        required=False,
    )
    lon = forms.FloatField(required=False, widget=forms.HiddenInput)
    lat = forms.FloatField(required=False, widget=forms.HiddenInput)
    category = forms.TypedChoiceField(label=_("What is it about?"), coerce=int)
    description = forms.CharField(
        label=_("What is wrong?"),
        max_length=LONGEST_DESCRIPTION,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    email = forms.EmailField(
        label=_("Your e-mail address"), required=False, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    client_key = forms.CharField(min_length=16, max_length=75, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "fr"
        field = self.fields["category"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [("", _("Choose")), *(
            (group.category.name(language), [(each.pk, each.name(language)) for each in group.children])
            for group in category_tree()
        )]  # fmt: skip

    def clean_client_key(self) -> str:
        """The key in a name of its own: the browser chooses it, and the keys of other ways in are not its to name."""
        return f"page-{self.cleaned_data['client_key']}"
