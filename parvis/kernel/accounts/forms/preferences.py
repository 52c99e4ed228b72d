# SPDX-License-Identifier: AGPL-3.0-or-later
"""Name, telephone, language, and how the town may write."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from parvis.kernel.accounts.models import Person
from parvis.kernel.accounts.rules import phone_e164, phone_shown

CHANNELS = [
    ("email", _("By e-mail")),
    ("sms", _("By text message (SMS)")),
    ("push", _("On this device (notifications)")),
]
LANGUAGES = [(code, get_language_info(code)["name_local"].capitalize()) for code, _name in settings.LANGUAGES]
ALL_KINDS = "*"
"""Key of `preferences["channels"]` that holds for each kind of message without a choice of its own."""


class PreferencesForm(forms.Form):
    """What a person may change of their profile in one page."""

    full_name = forms.CharField(
        label=_("First name and last name"),
        max_length=150,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    phone = forms.CharField(
        label=_("Mobile telephone"),
        help_text=_("To receive text messages about your requests."),
        required=False,
        max_length=25,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel", "type": "tel"}),
    )
    channels = forms.MultipleChoiceField(
        label=_("How may we tell you what becomes of your requests?"),
        help_text=_("Messages always stay in your space, too."),
        choices=CHANNELS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, widget=forms.RadioSelect)
    large_text = forms.BooleanField(label=_("Show text larger"), required=False)

    def __init__(self, data: Any = None, *, person: Any) -> None:
        self._person: Person = person
        chosen = person.preferences.get("channels", {}).get(ALL_KINDS, ["email"])
        initial = {
            "full_name": person.full_name,
            "phone": phone_shown(person.phone) if person.phone else "",
            "channels": chosen,
            "language": person.language,
            "large_text": bool(person.preferences.get("large_text")),
        }
        super().__init__(data, initial=initial)

    def clean_phone(self) -> str:
        """The number in E.164."""
        try:
            return phone_e164(self.cleaned_data["phone"])
        except ValueError as error:
            raise forms.ValidationError(_("This number does not exist. Example: 06 12 34 56 78.")) from error

    def clean_channels(self) -> dict[str, list[str]]:
        """The choice, in the form that preferences keep; choices for single kinds stay."""
        channels = self.cleaned_data["channels"]
        if "sms" in channels and not self.cleaned_data.get("phone"):
            raise forms.ValidationError(_("To receive text messages, give a mobile number."))
        return {**self._person.preferences.get("channels", {}), ALL_KINDS: channels}
