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
from parvis.services.reports.models.exchange import RemoteStatus
from parvis.services.reports.queries.categories import reportable
from parvis.ui.forms import PlainForm

DEFAULT_RADIUS_M = 300


class ReplyForm(PlainForm):
    """An answer to the town."""

    text = forms.CharField(
        label=_("Your message to the team"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 3})
    )


class NotSolvedForm(PlainForm):
    """Why it is not solved."""

    text = forms.CharField(label=_("What is still wrong?"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 3}))


class OnePhotoForm(PlainForm):
    """More photos of a report."""

    photos = PhotosField(
        label=_("Your photos"),
        error_messages={"required": _("Choose a photo.")},
        widget=SeveralFiles(attrs={"accept": "image/*"}),
    )


class PartnerForm(PlainForm):
    """What another organisation says of a report that it received."""

    status = forms.ChoiceField(
        label=_("What becomes of it?"),
        widget=forms.RadioSelect,
        choices=[
            (RemoteStatus.OPEN.value, _("We are dealing with it")),
            (RemoteStatus.CLOSED.value, _("It is done")),
            (RemoteStatus.RETURNED.value, _("It is not for us")),
        ],
    )
    remote_id = forms.CharField(
        label=_("Your own reference"), help_text=_("If you have one."), required=False, max_length=120
    )
    notes = forms.CharField(
        label=_("A few words for the person who reported it"),
        help_text=_("For example the planned date, or who is in charge. This text may be public."),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class MeTooForm(PlainForm):
    """“Me too”, with an address for the news or without."""

    email = forms.EmailField(
        label=_("Your e-mail address, to be told when it is solved"),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class AlertForm(PlainForm):
    """Be told of new reports in an area: everywhere, a neighbourhood, or around a place."""

    area = forms.ChoiceField(label=_("Where?"))
    address = forms.CharField(
        label=_("Around which address or place?"),
        help_text=_("For example: 12 rue du Moulin, or the name of a school or a park."),
        max_length=200,
        required=False,
    )
    lon = forms.FloatField(required=False, widget=forms.HiddenInput)
    lat = forms.FloatField(required=False, widget=forms.HiddenInput)
    radius_m = forms.TypedChoiceField(
        label=_("How far around?"),
        required=False,
        coerce=int,
        choices=[(300, _("300 m, my street")), (1_000, _("1 km, a walk")), (3_000, _("3 km, a bicycle ride"))],
    )
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
        first = [
            (AlertArea.EVERYWHERE.value, _("The whole territory")),
            (AlertArea.AROUND.value, _("Around a place that I choose")),
        ]
        self._choose("area", [*first, *areas])
        names = [(str(each.pk), each.name(language)) for each in reportable(include_private=False)]
        self._choose("category", [("", _("Everything")), *names])

    def _choose(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean(self) -> dict[str, Any]:
        """For “around a place”: a point, from the device, the list or the best match of the words."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("area") == AlertArea.AROUND and None in (cleaned.get("lon"), cleaned.get("lat")):
            words = cleaned.get("address", "")
            hits = places.search_addresses(words, limit=1) if words else []
            if hits:
                cleaned.update(lon=hits[0].lon, lat=hits[0].lat, address=hits[0].text)
            else:
                self.add_error("address", _("We do not find this place. Write a street of the area."))
        return cleaned

    def where(self) -> dict[str, Any]:
        """The area as `operations.subscribe_area` takes it."""
        values = self.cleaned_data
        if values["area"] == AlertArea.AROUND:
            point = {
                "longitude": values["lon"],
                "latitude": values["lat"],
                "radius_m": values["radius_m"] or DEFAULT_RADIUS_M,
            }
            return {"area": AlertArea.AROUND, **point}
        if values["area"] == AlertArea.EVERYWHERE:
            return {"area": AlertArea.EVERYWHERE}
        return {"area": AlertArea.NEIGHBOURHOOD, "area_code": values["area"]}
