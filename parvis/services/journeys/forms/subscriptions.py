# SPDX-License-Identifier: AGPL-3.0-or-later
"""A subscription to disruptions: where to write, on which days and hours one travels."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from parvis.services.journeys.rules.subscriptions import WEEK_DAYS, Subject
from parvis.ui.forms import PlainForm


class SubscriptionForm(PlainForm):
    """`subject` and what it names come with the address of the page."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("You get a message with a link: the subscription begins once you have followed it."),
        error_messages={
            "required": _("Give the e-mail address to write to."),
            "invalid": _("Write the address like this: name@example.fr."),
        },
    )
    days = forms.TypedMultipleChoiceField(
        label=_("Days when you travel"), coerce=int, widget=forms.CheckboxSelectMultiple,
        choices=[(number, WEEKDAYS[number].capitalize()) for number in range(WEEK_DAYS)],
        initial=list(range(WEEK_DAYS)), error_messages={"required": _("Choose at least one day.")},
    )  # fmt: skip
    from_hour = forms.TypedChoiceField(
        label=_("Between"), coerce=int, choices=[(hour, f"{hour} h") for hour in range(24)], initial=0
    )
    until_hour = forms.TypedChoiceField(
        label=_("and"), coerce=int, choices=[(hour, f"{hour} h") for hour in range(1, 25)], initial=24
    )

    def __init__(self, *args: Any, signed_in: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if signed_in:
            del self.fields["email"]

    def wanted(self) -> dict[str, Any]:
        """What `operations.subscribe` takes."""
        given = self.cleaned_data
        return {
            "email": given.get("email", ""),
            "days": sum(1 << day for day in given["days"]),
            "hours": (given["from_hour"], given["until_hour"]),
        }


PARAMETERS = {"ligne": Subject.LINE, "arret": Subject.STOP, "reseau": Subject.NETWORK}
"""Parameters of the page's address, by what they name: "timetable|identifier", a network "timetable"."""
