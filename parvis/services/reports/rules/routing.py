# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which team gets a report: the first rule, in order, whose category and area fit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry


class AreaKind(StrEnum):
    """What limits a rule to a part of the territory."""

    EVERYWHERE = "everywhere"
    COMMUNE = "commune"
    NEIGHBOURHOOD = "neighbourhood"
    POLYGON = "polygon"


@dataclass(frozen=True)
class Rule:
    """Category (None: any; a group covers its children) × area → team."""

    id: int
    team_id: int
    category_id: int | None = None
    area_kind: AreaKind = AreaKind.EVERYWHERE
    area_code: str = ""
    """INSEE code of the commune, or key of the neighbourhood."""
    polygon: BaseGeometry | None = None


class Facts(Protocol):
    """What a rule looks at; a report has it all."""

    @property
    def category_id(self) -> int: ...
    @property
    def group_id(self) -> int | None: ...
    @property
    def commune(self) -> str: ...
    @property
    def neighbourhood(self) -> str: ...
    @property
    def longitude(self) -> float: ...
    @property
    def latitude(self) -> float: ...


def matches(rule: Rule, facts: Facts) -> bool:
    """True when the rule's category and area both fit."""
    if rule.category_id is not None and rule.category_id not in (facts.category_id, facts.group_id):
        return False
    match rule.area_kind:
        case AreaKind.EVERYWHERE:
            return True
        case AreaKind.COMMUNE:
            return rule.area_code == facts.commune
        case AreaKind.NEIGHBOURHOOD:
            return rule.area_code == facts.neighbourhood
        case AreaKind.POLYGON:
            return rule.polygon is not None and bool(rule.polygon.covers(Point(facts.longitude, facts.latitude)))


def route(rules: Sequence[Rule], facts: Facts) -> Rule | None:
    """The first rule that fits; None when none does."""
    return next((rule for rule in rules if matches(rule, facts)), None)


@dataclass(frozen=True)
class Simulation:
    """What a set of rules would have done with past reports."""

    total: int
    by_team: dict[int | None, int]
    """Reports by team; None: no rule fits."""
    by_rule: dict[int, int]
    """How many reports each rule caught; a rule with 0 is never reached."""
    moved: int
    """Reports that went to another team than the one that got them first."""


def simulate(rules: Sequence[Rule], reports: Iterable[tuple[Facts, int | None]]) -> Simulation:
    """Runs the rules over past reports, each given with the team that had it first."""
    teams: Counter[int | None] = Counter()
    caught: Counter[int] = Counter({rule.id: 0 for rule in rules})
    total = moved = 0
    for facts, team_then in reports:
        rule = route(rules, facts)
        team = rule.team_id if rule else None
        teams[team] += 1
        if rule:
            caught[rule.id] += 1
        total += 1
        moved += team != team_then
    return Simulation(total, dict(teams), dict(caught), moved)
