# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which team gets which reports: edited as a list, tried on past reports before it is kept."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from parvis.kernel.audit.actors import Actor
from parvis.kernel.audit.refusals import Refused
from parvis.kernel.organisations.actors import actor_of
from parvis.kernel.organisations.desk import desk
from parvis.services.reports import operations
from parvis.services.reports.forms.agents.choices import team_choices
from parvis.services.reports.forms.agents.routing import RuleForm, drafts, rule_forms
from parvis.services.reports.manifest import CONFIGURE
from parvis.services.reports.operations import RuleDraft
from parvis.services.reports.queries.rounds import routing_rules_for, simulate_routing

PAST_DAYS = 365


@desk(CONFIGURE)
@require_http_methods(["GET", "POST"])
def routing(request: HttpRequest) -> HttpResponse:
    """The rules; “try” shows what they would have done with the reports of a year, “keep” keeps them."""
    actor = actor_of(request)
    if request.method == "GET":
        return _page(request, rule_forms(actor, routing_rules_for(actor)), {})
    rows = rule_forms(actor, [], request.POST)
    checked = [row.is_valid() for row in rows]  # each, so that all problems are told at once
    if not all(checked):
        return _page(request, rows, {"problems": _problems(rows)}, status=422)
    wanted = drafts(rows)
    try:
        if request.POST.get("act") == "keep":
            operations.save_routing(actor, rules=wanted)
            messages.success(request, _("The rules are kept. They hold for the reports that come in from now on."))
            return redirect("reports_agents:routing")
        return _page(request, rows, {"result": _tried(actor, wanted)})
    except Refused as refused:
        texts = [_said(problem.field, str(problem.message)) for problem in refused.problems]
        return _page(request, rows, {"problems": texts}, status=422)


def _page(request: HttpRequest, rows: list[RuleForm], more: dict[str, Any], *, status: int = 200) -> HttpResponse:
    context = {"rows": rows, "count": len(rows), "days": PAST_DAYS, "result": None, "problems": [], **more}
    return render(request, "reports/agents/settings/routing.html", context, status=status)


def _tried(actor: Actor, wanted: list[RuleDraft]) -> dict[str, Any]:
    rules = operations.draft_rules(actor, wanted)
    found = simulate_routing(actor, rules, days=PAST_DAYS)
    names = dict(team_choices(actor))
    by_team = sorted(found.by_team.items(), key=lambda pair: -pair[1])
    return {
        "total": found.total,
        "moved": found.moved,
        "by_team": [(names.get(str(key), _("No team: no rule fits")), count) for key, count in by_team],
        "by_rule": [
            (index + 1, rule.category, names.get(str(rule.team_id), ""), found.by_rule.get(-index - 1, 0))
            for index, rule in enumerate(rules)
        ],
    }


def _problems(rows: list[RuleForm]) -> list[str]:
    return [
        _said(f"rule-{index}", str(text))
        for index, row in enumerate(rows)
        for texts in row.errors.values()
        for text in texts
    ]


def _said(field: str, text: str) -> str:
    number = field.removeprefix("rule-")
    return _("Rule %(number)d: %(text)s") % {"number": int(number) + 1, "text": text} if number.isdigit() else text
