# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rectangles over a picture, in percent of its width and height; the script draws them, figures do without."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

BOXES = 8
_SIDES = (
    ("left", gettext_lazy("From the left")),
    ("top", gettext_lazy("From the top")),
    ("width", gettext_lazy("Width")),
    ("height", gettext_lazy("Height")),
)


class BoxesForm(forms.Form):
    """Up to eight rectangles: `left-0`, `top-0`, `width-0`, `height-0`, …"""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for index in range(BOXES):
            for name, label in _SIDES:
                self.fields[f"{name}-{index}"] = forms.FloatField(
                    label=label,
                    required=False,
                    min_value=0,
                    max_value=100,
                    widget=forms.NumberInput(attrs={"step": "0.1", "inputmode": "decimal"}),
                )

    def rows(self) -> list[list[BoundField]]:
        """The four fields of each rectangle."""
        return [[self[f"{name}-{index}"] for name, _label in _SIDES] for index in range(BOXES)]

    def clean(self) -> dict[str, Any]:
        """At least one rectangle, each with its four figures."""
        cleaned: dict[str, Any] = super().clean() or {}
        groups = [[cleaned.get(f"{name}-{index}") for name, _label in _SIDES] for index in range(BOXES)]
        if any(None in group and any(value is not None for value in group) for group in groups):
            raise forms.ValidationError(_("Give all four figures of each rectangle."))
        if all(None in group for group in groups) and not self.errors:
            raise forms.ValidationError(_("Draw at least one rectangle."))
        return cleaned

    def boxes(self) -> list[tuple[float, float, float, float]]:
        """The rectangles as fractions of the picture: left, top, width, height."""
        found = []
        for index in range(BOXES):
            group = [self.cleaned_data.get(f"{name}-{index}") for name, _label in _SIDES]
            figures = [float(value) / 100 for value in group if value is not None]
            if len(figures) == len(_SIDES):
                left, top, width, height = figures
                found.append((left, top, min(width, 1 - left), min(height, 1 - top)))
        return found
