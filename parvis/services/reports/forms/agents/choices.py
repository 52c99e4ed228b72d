# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lists to choose from, cut to the organisation for which the agent works."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language

from parvis.kernel.audit.actors import Actor
from parvis.kernel.organisations import queries as organisations
from parvis.services.reports.manifest import TREAT
from parvis.services.reports.queries.categories import category_tree

type Choices = list[tuple[str, Any]]


def category_choices(actor: Actor, *, groups_too: bool = True) -> Choices:
    """Categories under their group's name; with `groups_too` a whole group can be chosen by its first line."""
    language = get_language() or "fr"
    choices: Choices = []
    for group in category_tree(organisation_id=actor.organisation_id):
        name = group.category.name(language)
        inside = [(str(each.pk), each.name(language)) for each in group.children]
        alone = len(group.children) == 1 and group.children[0].pk == group.category.pk
        whole = [(str(group.category.pk), name)] if groups_too and not alone else []
        choices.append((name, [*whole, *inside]))
    return choices


def team_choices(actor: Actor) -> Choices:
    """Teams at work, by name."""
    return [(str(team.pk), team.name) for team in organisations.teams_for(actor.organisation_id or 0).order_by("name")]


def agent_choices(actor: Actor) -> Choices:
    """People who treat reports, by name."""
    members = organisations.agents_with(TREAT, actor.organisation_id or 0)
    return [(str(member.person_id), str(member.person)) for member in members]
