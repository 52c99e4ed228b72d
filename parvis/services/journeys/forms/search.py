# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a resident asks, as it stands in the address of the page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parvis.kernel.places.requests import point_from
from parvis.services.journeys.adapters.answers import Spot
from parvis.services.journeys.queries.places import named
from parvis.services.journeys.queries.search import Asked
from parvis.ui.forms import PlainForm

NOW, LEAVE, ARRIVE = "maintenant", "partir", "arriver"
ORIGIN, DESTINATION = "de", "vers"
MAX_NAME = 120
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)


class SearchForm(PlainForm):
    """Where from, where to, when, and what matters."""

    de = forms.CharField(
        label=_("From"), max_length=MAX_NAME, error_messages={"required": _("Say where you leave from.")}
    )
    vers = forms.CharField(label=_("To"), max_length=MAX_NAME, error_messages={"required": _("Say where you go to.")})
    quand = forms.ChoiceField(
        label=_("When"),
        choices=[(NOW, _("Now")), (LEAVE, _("Leave at")), (ARRIVE, _("Arrive by"))],
        widget=forms.RadioSelect,
        initial=NOW,
        required=False,
    )
    jour = forms.DateField(
        label=_("Day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Write the day like this: 24/11/2026.")},
    )
    heure = forms.TimeField(
        label=_("Time"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": _("Write the time like this: 14:30.")},
    )
    fauteuil = forms.BooleanField(label=_("In a wheelchair"), required=False)
    marche = forms.BooleanField(label=_("With less walking"), required=False)
    velo = forms.BooleanField(label=_("By bicycle to the stop"), required=False)

    def clean_jour(self) -> date | None:
        """A day of this century: no timetable holds another, and clocks have bounds."""
        day: date | None = self.cleaned_data["jour"]
        if day is not None and not FIRST_DAY <= day <= LAST_DAY:
            raise forms.ValidationError(self.fields["jour"].error_messages["invalid"])
        return day

    def moment(self, now: datetime) -> datetime:
        """The moment asked for; now, where nothing else was said."""
        local = timezone.localtime(now).replace(second=0, microsecond=0)
        if self.cleaned_data["quand"] in ("", NOW):
            return local
        day: date = self.cleaned_data["jour"] or local.date()
        at = self.cleaned_data["heure"] or local.time()
        return datetime.combine(day, at, tzinfo=timezone.get_current_timezone())

    def question(self, origin: Spot, destination: Spot, now: datetime) -> Asked:
        """The whole question, its ends being known."""
        said = self.cleaned_data
        return Asked(
            origin, destination, self.moment(now), said["quand"] == ARRIVE, said["fauteuil"], said["marche"],
            said["velo"] and not said["fauteuil"],
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class EndAsked:
    """One of the two ends as the address holds it: the words, and their point where a script or a choice told it."""

    words: str
    spot: Spot | None


def end_asked(values: QueryDict, name: str) -> EndAsked:
    """The end `name`. A point that belongs to other words than those sent is none: without script it stays behind."""
    words = values.get(name, "").strip()[:MAX_NAME]
    lon, lat = values.get(f"{name}_lon", ""), values.get(f"{name}_lat", "")
    read = values.get(f"{name}_lu", "")
    stale = bool(read) and read != f"{lon},{lat},{words}" and read.startswith(f"{lon},{lat},")
    point = None if stale else point_from(lon, lat)
    return EndAsked(words, None if point is None else named(Spot(point.lat, point.lon, words)))


def address_of(asked: Asked, **more: str) -> str:
    """The question as the query of an address that says the same whenever it is opened."""
    local = timezone.localtime(asked.at)
    values: dict[str, Any] = {
        **_end(ORIGIN, asked.origin),
        **_end(DESTINATION, asked.destination),
        "quand": ARRIVE if asked.arrive else LEAVE,
        "jour": f"{local:%Y-%m-%d}",
        "heure": f"{local:%H:%M}",
    }
    wishes = (("fauteuil", asked.wheelchair), ("marche", asked.less_walking), ("velo", asked.bicycle))
    values |= {name: "on" for name, said in wishes if said}
    return urlencode(values | more)


def _end(name: str, spot: Spot) -> dict[str, str]:
    return {name: spot.name[:MAX_NAME], f"{name}_lon": f"{spot.lon:.6f}", f"{name}_lat": f"{spot.lat:.6f}"}
