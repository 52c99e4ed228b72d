# SPDX-License-Identifier: AGPL-3.0-or-later
"""The words of the sign-in forms, in one place."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

LABELS = {
    "login": _("Your e-mail address"),
    "email": _("Your e-mail address"),
    "password": _("Your password"),
    "remember": _("Stay signed in on this device"),
    "code": _("Code"),
    "oldpassword": _("Your password today"),
    "name": _("Name of this key"),
    "passwordless": _("Sign in with this key alone, without a password"),
}
HELPS = {
    "email": _("For example: camille.martin@example.fr"),
    "remember": _("Do not tick it on a shared computer."),
    "name": _("For example: my telephone"),
}
REQUIRED = {
    "login": _("Type your e-mail address."),
    "email": _("Type your e-mail address."),
    "password": _("Type your password."),
    "oldpassword": _("Type the password that you use today."),
    "password1": _("Choose a password."),
    "password2": _("Type the same password again."),
    "code": _("Type the code."),
}
NEW_PASSWORD = _("Choose a password")
NEW_PASSWORD_AGAIN = _("The same password again")
NEW_PASSWORD_HELP = _("12 characters at least. Three or four words in a row are easy to remember.")


class PlainWords(forms.Form):
    """Mixin: our labels and hints; no placeholder, which vanishes just when it would help."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.widget.attrs.pop(
                "style", None
            )  # allauth's trap for robots hides itself by a style that our CSP refuses
            field.label = LABELS.get(name, field.label)
            field.help_text = HELPS.get(name, "")
            if name in REQUIRED:
                field.error_messages["required"] = REQUIRED[name]
        if "password1" in self.fields:
            self.fields["password1"].label = NEW_PASSWORD
            self.fields["password1"].help_text = NEW_PASSWORD_HELP
        if "password2" in self.fields:
            self.fields["password2"].label = NEW_PASSWORD_AGAIN
        if "code" in self.fields:
            self.fields["code"].widget.attrs.update({"inputmode": "numeric", "autocomplete": "one-time-code"})
