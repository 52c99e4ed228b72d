# SPDX-License-Identifier: AGPL-3.0-or-later
"""The routing rules as rows of one page."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parvis.kernel.audit.actors import Actor
from parvis.kernel.places import queries as places
from parvis.services.reports.forms.agents.choices import category_choices, team_choices
from parvis.services.reports.models import RoutingRule
from parvis.services.reports.operations import RuleDraft
from parvis.services.reports.rules.routing import AreaKind

BLANK_ROWS = 2
MOST_ROWS = 200
_LONGEST_POLYGON = 100_000


class RuleForm(forms.Form):
    """One rule: what and where → which team; `rank` orders the rows."""

    rank = forms.IntegerField(label=gettext_lazy("Order"), required=False, min_value=0, max_value=10_000)
    category_id = forms.TypedChoiceField(label=gettext_lazy("Category"), required=False, coerce=int, empty_value=None)
    area = forms.ChoiceField(label=gettext_lazy("Where"), required=False)
    polygon = forms.CharField(
        label=gettext_lazy("Outline (GeoJSON)"),
        required=False,
        max_length=_LONGEST_POLYGON,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    team_id = forms.TypedChoiceField(label=gettext_lazy("Team"), required=False, coerce=int, empty_value=None)
    remove = forms.BooleanField(label=gettext_lazy("Remove"), required=False)

    def __init__(self, *args: Any, lists: dict[str, list[Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in lists.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices

    @property
    def is_blank(self) -> bool:
        """True for a row in which nothing was chosen."""
        values = self.cleaned_data
        return not values.get("team_id") and not values.get("category_id")

    def clean_polygon(self) -> dict[str, Any] | None:
        """The outline, or nothing."""
        text = self.cleaned_data["polygon"].strip()
        if not text:
            return None
        try:
            outline = json.loads(text)
        except ValueError as error:
            raise forms.ValidationError(_("This is not GeoJSON.")) from error
        if not isinstance(outline, dict):
            raise forms.ValidationError(_("This is not GeoJSON."))
        geometry = outline.get("geometry", outline)
        if not isinstance(geometry, dict):
            raise forms.ValidationError(_("This is not GeoJSON."))
        return geometry

    def clean(self) -> dict[str, Any]:
        """A row in use names its team."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("category_id") and not cleaned.get("team_id") and not cleaned.get("remove"):
            self.add_error("team_id", _("Choose the team."))
        return cleaned

    def draft(self) -> RuleDraft:
        """What `operations.save_routing` takes."""
        values = self.cleaned_data
        kind, _colon, code = (values["area"] or AreaKind.EVERYWHERE.value).partition(":")
        return RuleDraft(
            team_id=values["team_id"],
            category_id=values["category_id"],
            area_kind=AreaKind(kind),
            area_code=code,
            polygon=values["polygon"],
        )


def area_choices() -> list[tuple[str, Any]]:
    """Everywhere, each commune, each neighbourhood, a drawn outline."""
    return [
        (AreaKind.EVERYWHERE.value, _("Everywhere")),
        (_("Communes"), [(f"commune:{area.insee}", area.name) for area in places.communes()]),
        (_("Neighbourhoods"), [(f"neighbourhood:{area.code}", area.name) for area in places.neighbourhoods()]),
        (AreaKind.POLYGON.value, _("Inside the outline below")),
    ]


def lists_for(actor: Actor) -> dict[str, list[Any]]:
    """The choices of every row, read once."""
    return {
        "category_id": [("", _("All")), *category_choices(actor)],
        "team_id": [("", "–"), *team_choices(actor)],
        "area": area_choices(),
    }


def rule_forms(actor: Actor, rules: list[RoutingRule], data: Any = None) -> list[RuleForm]:
    """The rows of the page: those sent, or those in force with some blank ones."""
    lists = lists_for(actor)
    if data is not None:
        text = data.get("rows", "")
        count = min(int(text), MOST_ROWS) if text.isascii() and text.isdigit() else 0
        return [RuleForm(data, prefix=f"rule-{index}", lists=lists) for index in range(count)]
    initial: list[dict[str, Any]] = [_initial(index, rule) for index, rule in enumerate(rules)]
    initial += [{"rank": (len(rules) + extra + 1) * 10} for extra in range(BLANK_ROWS)]
    return [RuleForm(initial=each, prefix=f"rule-{index}", lists=lists) for index, each in enumerate(initial)]


def drafts(rows: list[RuleForm]) -> list[RuleDraft]:
    """The rules of valid rows, by rank."""
    used = [row for row in rows if not row.is_blank and not row.cleaned_data.get("remove")]
    ordered = sorted(used, key=lambda row: row.cleaned_data.get("rank") or 0)
    return [row.draft() for row in ordered]


def _initial(index: int, rule: RoutingRule) -> dict[str, Any]:
    coded = rule.area_kind in (AreaKind.COMMUNE, AreaKind.NEIGHBOURHOOD)
    return {
        "rank": (index + 1) * 10,
        "category_id": rule.category_id or "",
        "team_id": rule.team_id,
        "area": f"{rule.area_kind}:{rule.area_code}" if coded else rule.area_kind,
        "polygon": json.dumps(rule.polygon) if rule.polygon else "",
    }
