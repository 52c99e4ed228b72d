# SPDX-License-Identifier: AGPL-3.0-or-later
"""Forms of the management pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from parvis.kernel.audit.actors import Actor
from parvis.kernel.organisations.queries import role_of, teams_for
from parvis.kernel.organisations.rules import DUTIES, Role, may_give


class RoleForm(forms.Form):
    """A member's role and teams; only roles that the actor may give are offered."""

    role = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect)
    teams = forms.TypedMultipleChoiceField(
        label=_("Teams"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = role_of(actor)
        self.fields["role"].choices = [  # type: ignore[attr-defined]
            (role.value, format_html('{}<span class="choice-hint">{}</span>', role.label, DUTIES[role]))
            for role in Role
            if own is not None and may_give(own, role)
        ]
        teams = teams_for(actor.organisation_id or 0)
        self.fields["teams"].choices = [(team.pk, team.name) for team in teams]  # type: ignore[attr-defined]


class InviteForm(RoleForm):
    """An invitation."""

    email = forms.EmailField(
        label=_("Work e-mail address of the person"), widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    field_order = ("email", "role", "teams")


class TeamForm(forms.Form):
    """A team."""

    name = forms.CharField(label=_("Name of the team"), max_length=120)
    email = forms.EmailField(
        label=_("Shared e-mail address"), required=False, help_text=_("It receives what is assigned to the team.")
    )
    active = forms.BooleanField(
        label=_("The team is at work"),
        required=False,
        help_text=_("Untick it to close the team. Its past cases keep its name."),
    )
