# SPDX-License-Identifier: AGPL-3.0-or-later
"""Forms that say in plain words what to do about a mistake."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import EmailValidator
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_EMAIL = _("Write the whole address, for example camille.martin@example.org.")
_REQUIRED: tuple[tuple[type[forms.Field], Promise], ...] = (
    (forms.EmailField, _EMAIL),
    (forms.BooleanField, _("Tick this box to go on.")),
    (forms.ChoiceField, _("Choose an answer.")),
    (forms.FileField, _("Choose a file.")),
    (forms.Field, _("Write an answer here.")),
)


class PlainForm(forms.Form):
    """A form whose fields say how to fill them, where they have no message of their own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            explain(field)


def explain(field: forms.Field) -> None:
    """Replaces Django's general messages of `field`; those that the field was made with stay."""
    general = forms.Field.default_error_messages["required"]
    if field.error_messages.get("required") == general:
        field.error_messages["required"] = next(text for kind, text in _REQUIRED if isinstance(field, kind))
    if isinstance(field, forms.EmailField):
        field.validators = [
            EmailValidator(message=_EMAIL) if isinstance(each, EmailValidator) else each for each in field.validators
        ]
