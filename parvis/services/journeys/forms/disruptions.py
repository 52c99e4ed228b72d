# SPDX-License-Identifier: AGPL-3.0-or-later
"""A disruption as an agent writes it: texts, periods, and whom it concerns, found by search, on a map or in a list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parvis.kernel.places.queries import neighbourhoods
from parvis.services.journeys.adapters.answers import LineSeen
from parvis.services.journeys.modes import wording
from parvis.services.journeys.operations import DisruptionDraft
from parvis.services.journeys.queries.places import search_places
from parvis.services.journeys.rules.disruptions import MOST_TEXT, MOST_TITLE, Cause, Effect, Period, Severity

PERIODS = 4
"""Rows for periods; a disruption that is read back with more gets as many as it has and one."""
RADII = (100, 200, 300, 500, 1000, 2000, 5000)


class DisruptionForm(forms.Form):
    """All of it; `lines` and `stops` are "timetable|identifier"."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(
        label=_("Title"), max_length=MOST_TITLE, help_text=_("What changes and where, in one line."),
        error_messages={"required": _("Write a title: it is what people read first.")},
    )  # fmt: skip
    text = forms.CharField(
        label=_("Text"), required=False, max_length=MOST_TEXT, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("What to do instead: another stop, another line, another hour."),
    )  # fmt: skip
    effect = forms.ChoiceField(label=_("What travellers meet"), choices=Effect, initial=Effect.DETOUR)
    cause = forms.ChoiceField(label=_("Why"), choices=Cause, initial=Cause.CONSTRUCTION)
    severity = forms.ChoiceField(
        label=_("How important"), choices=Severity, initial=Severity.WARNING, widget=forms.RadioSelect
    )
    url = forms.URLField(
        label=_("A page that says more"), required=False, max_length=500, assume_scheme="https",
        error_messages={"invalid": _("Write the whole address, like https://…")},
    )  # fmt: skip
    title_en = forms.CharField(label=_("Title in English"), required=False, max_length=MOST_TITLE)
    text_en = forms.CharField(
        label=_("Text in English"), required=False, max_length=MOST_TEXT, widget=forms.Textarea(attrs={"rows": 3})
    )
    whole = forms.BooleanField(label=_("The whole network"), required=False)
    lines = forms.MultipleChoiceField(label=_("Lines"), required=False, widget=forms.CheckboxSelectMultiple)
    stops = forms.MultipleChoiceField(label=_("Stops"), required=False, widget=forms.CheckboxSelectMultiple)
    stop_words = forms.CharField(label=_("Find a stop by its name"), required=False, max_length=80)
    only_there = forms.BooleanField(label=_("Only these lines at these stops"), required=False)
    around = forms.BooleanField(label=_("All our stops around a place"), required=False)
    address = forms.CharField(label=_("Place"), required=False, max_length=200)
    lon = forms.FloatField(widget=forms.HiddenInput, required=False, min_value=-180, max_value=180)
    lat = forms.FloatField(widget=forms.HiddenInput, required=False, min_value=-90, max_value=90)
    radius_m = forms.TypedChoiceField(
        label=_("Within"), choices=[(one, f"{one} m") for one in RADII], coerce=int, initial=300
    )
    neighbourhood = forms.ChoiceField(label=_("All our stops of a neighbourhood"), required=False)
    tell = forms.BooleanField(label=_("Tell those who subscribed of this change"), required=False, initial=True)

    def __init__(
        self,
        *args: Any,
        line_choices: Iterable[LineSeen] = (),
        stop_choices: Iterable[tuple[str, str]] = (),
        published: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        _offer(
            self, "lines", [(f"{one.feed}|{one.route_id}", f"{wording(one.mode)} {one.name}") for one in line_choices]
        )
        _offer(self, "stops", stop_choices)
        _offer(self, "neighbourhood", [("", "—"), *((one.code, one.name) for one in neighbourhoods())])
        self.rows = max(PERIODS, sum(1 for name in self.initial if str(name).startswith("from_day_")) + 1)
        for number in range(self.rows):
            self._add_period(number)
        if not published:
            del self.fields["tell"]

    def _add_period(self, number: int) -> None:
        names = (
            ("from", _("From the")), ("until", _("until the")),
        )  # fmt: skip
        for name, label in names:
            self.fields[f"{name}_day_{number}"] = forms.DateField(
                label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
            )
            self.fields[f"{name}_time_{number}"] = forms.TimeField(
                label=_("at"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
            )

    def period_rows(self) -> list[list[forms.BoundField]]:
        """The bound fields of each period, as a page lays them out."""
        parts = ("from_day", "from_time", "until_day", "until_time")
        return [[self[f"{part}_{number}"] for part in parts] for number in range(self.rows)]

    def has_more_periods(self) -> bool:
        """True when a second one is filled in."""
        return any(bool(cell.value()) for row in self.period_rows()[1:] for cell in row)

    def clean(self) -> dict[str, Any]:
        """Finds the place of an address when no script has."""
        values = super().clean() or {}
        if values.get("around") and values.get("lon") is None:
            hits = search_places(values.get("address") or "", 1)
            if hits:
                values["lon"], values["lat"], values["address"] = hits[0].lon, hits[0].lat, hits[0].value
            else:
                self.add_error("address", _("We do not find this place: write it otherwise."))
        return values

    def periods(self) -> tuple[Period, ...]:
        """The periods that are filled in; without an hour a day begins at midnight and ends with the next."""
        found = []
        for number in range(self.rows):
            begins = self._moment(f"from_day_{number}", f"from_time_{number}", ahead=0)
            ends = self._moment(f"until_day_{number}", f"until_time_{number}", ahead=1)
            if begins is not None or ends is not None:
                found.append(Period(begins, ends))
        return tuple(found)

    def _moment(self, day_name: str, time_name: str, *, ahead: int) -> datetime | None:
        day: date | None = self.cleaned_data.get(day_name)
        clock: time | None = self.cleaned_data.get(time_name)
        if day is None:
            return None
        if clock is None:
            day, clock = day + timedelta(days=ahead), time(0)
        return timezone.make_aware(datetime.combine(day, clock))

    def draft(self) -> DisruptionDraft:
        """What the agent has said so far."""
        given = self.cleaned_data
        spot = (given["lon"], given["lat"]) if given.get("around") and given.get("lon") is not None else None
        return DisruptionDraft(
            title=given.get("title", ""),
            text=given.get("text", ""),
            title_en=given.get("title_en", ""),
            text_en=given.get("text_en", ""),
            url=given.get("url", ""),
            cause=given.get("cause") or Cause.OTHER_CAUSE,
            effect=given.get("effect") or Effect.OTHER_EFFECT,
            severity=given.get("severity") or Severity.WARNING,
            whole=given.get("whole", False),
            only_there=given.get("only_there", False),
            periods=self.periods(),
            lines=tuple(pair(one) for one in given.get("lines", ())),
            stops=tuple(pair(one) for one in given.get("stops", ())),
            spot=spot,
            spot_name=given.get("address", "") if spot else "",
            radius_m=given.get("radius_m") or 300,
            neighbourhood=given.get("neighbourhood", ""),
        )


def _offer(form: forms.Form, name: str, choices: Iterable[tuple[str, object]]) -> None:
    found = form.fields[name]
    assert isinstance(found, forms.ChoiceField)
    found.choices = list(choices)


def pair(value: str) -> tuple[str, str]:
    """ "timetable|identifier" in two."""
    feed, _bar, identifier = value.partition("|")
    return feed, identifier


def initial_of(row: Any) -> Mapping[str, Any]:
    """The form's values for a kept disruption."""
    same = ("title", "text", "title_en", "text_en", "url", "cause", "effect", "severity", "version")
    values: dict[str, Any] = {name: getattr(row, name) for name in same}
    concerned, place = row.concerned_list, row.place
    chosen = [one for one in concerned if not one.derived]
    values["whole"] = any(not (one.route_id or one.stop_id) for one in chosen)
    values["lines"] = list(dict.fromkeys(f"{one.feed}|{one.route_id}" for one in concerned if one.route_id))
    values["stops"] = list(dict.fromkeys(f"{one.feed}|{one.stop_id}" for one in chosen if one.stop_id))
    values |= {"only_there": bool(place.get("only_there")), "neighbourhood": place.get("neighbourhood", "")}
    if "lon" in place:
        values |= {"around": True, "lon": place["lon"], "lat": place["lat"], "address": place.get("name", "")}
        values["radius_m"] = place["radius_m"]
    for number, period in enumerate(row.period_list):
        for name, moment in (("from", period.begins), ("until", period.ends)):
            if moment is not None:
                local = timezone.localtime(moment)
                values[f"{name}_day_{number}"], values[f"{name}_time_{number}"] = local.date(), local.time()
    return values
