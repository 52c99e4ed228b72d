# SPDX-License-Identifier: AGPL-3.0-or-later
"""The parts into which a report is split."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parvis.kernel.audit.actors import Actor
from parvis.services.reports.forms.agents.choices import category_choices
from parvis.services.reports.operations import Part

PARTS = 3


class SplitForm(forms.Form):
    """Up to three new reports: category, words, photos that go with them."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, actor: Actor, photos: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        categories = [("", _("No new report")), *category_choices(actor, groups_too=False)]
        names = [(key, _("Photo %d") % number) for number, (key, _thumb) in enumerate(photos, start=1)]
        for index in range(PARTS):
            self.fields[f"category-{index}"] = forms.ChoiceField(
                label=gettext_lazy("Category"), choices=categories, required=False
            )
            self.fields[f"description-{index}"] = forms.CharField(
                label=gettext_lazy("Description"),
                max_length=4_000,
                required=False,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
            if names:
                self.fields[f"photos-{index}"] = forms.MultipleChoiceField(
                    label=gettext_lazy("Photos that go with it"),
                    choices=names,
                    required=False,
                    widget=forms.CheckboxSelectMultiple,
                )

    def rows(self) -> list[list[BoundField]]:
        """The fields of each part."""
        names = ("category", "description", "photos")
        return [
            [self[f"{name}-{index}"] for name in names if f"{name}-{index}" in self.fields] for index in range(PARTS)
        ]

    def clean(self) -> dict[str, Any]:
        """At least one part, each with its words."""
        cleaned: dict[str, Any] = super().clean() or {}
        chosen = [index for index in range(PARTS) if cleaned.get(f"category-{index}")]
        if not chosen:
            self.add_error("category-0", _("Choose what the new report is about."))
        for index in chosen:
            if not cleaned.get(f"description-{index}"):
                self.add_error(f"description-{index}", _("Say in a few words what is wrong."))
        return cleaned

    def parts(self) -> list[Part]:
        """What `operations.split` takes."""
        values = self.cleaned_data
        return [
            Part(
                category_id=int(values[f"category-{index}"]),
                description=values[f"description-{index}"],
                photos=[UUID(key) for key in values.get(f"photos-{index}", ())],
            )
            for index in range(PARTS)
            if values[f"category-{index}"]
        ]
