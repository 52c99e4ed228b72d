# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rounds, routing tried on the past, calls, exports, reminders: what a desk needs besides single reports."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection

from parvis.kernel.audit.actors import anonymous
from parvis.kernel.audit.refusals import NotAllowed, NotFound, Refused
from parvis.kernel.organisations import operations as organisations
from parvis.services.reports import jobs, operations
from parvis.services.reports.models import Report
from parvis.services.reports.operations import RuleDraft
from parvis.services.reports.queries.desk import by_phone, saved_filters_for
from parvis.services.reports.queries.rounds import EXPORT_COLUMNS, export_rows, round_for, simulate_routing
from parvis.services.reports.tests.conftest import PLACE, category

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def test_a_round_passes_by_each_report_once(submit: Any, desk: Any, other_desk: Any) -> None:
    steps = [0.0, 0.03, 0.01, 0.02]
    told = [
        submit(actor=anonymous(address_hash=f"{turn:064d}"), place=(PLACE[0] + step, PLACE[1]))
        for turn, step in enumerate(steps)
    ]
    made = round_for(desk.agent, report_ids=[one.report_id for one in told], start=PLACE)
    assert sorted(report.pk for report in made.reports) == sorted(one.report_id for one in told)
    places = [round(report.longitude - PLACE[0], 3) for report in made.reports]
    assert places[0] == 0.0
    assert places in ([0.0, 0.01, 0.02, 0.03], [0.0, 0.03, 0.02, 0.01])
    assert made.estimated
    assert round_for(other_desk.agent, report_ids=[one.report_id for one in told]).reports == []


def test_routing_is_tried_on_the_past_before_it_is_saved(submit: Any, desk: Any, other_desk: Any) -> None:
    submit("lampadaire", answers={"panne": "eteint"})
    submit("banc")
    drafts = [RuleDraft(team_id=desk.teams[1].pk, category_id=category("eclairage").pk)]
    rules = operations.draft_rules(desk.supervisor, drafts)
    tried = simulate_routing(desk.supervisor, rules)
    assert (tried.total, tried.by_team, tried.moved) == (2, {desk.teams[1].pk: 1, None: 1}, 1)
    with pytest.raises(NotAllowed):
        operations.save_routing(desk.agent, rules=drafts)
    with pytest.raises(Refused) as refused:
        operations.save_routing(desk.supervisor, rules=[*drafts, RuleDraft(team_id=other_desk.teams[0].pk)])
    assert list(refused.value.by_field()) == ["rule-1"]
    shapeless = RuleDraft(team_id=desk.teams[0].pk, area_kind="polygon", polygon={"type": "Nonsense"})
    with pytest.raises(Refused):
        operations.save_routing(desk.supervisor, rules=[shapeless])


def test_the_same_number_called_before(submit: Any, desk: Any, other_desk: Any) -> None:
    told = submit(actor=desk.caller, channel="phone", phone="06 12 34 56 78")
    assert [report.pk for report in by_phone(desk.caller, "+33612345678")] == [told.report_id]
    assert by_phone(other_desk.caller, "+33612345678") == []
    assert by_phone(desk.caller, "") == []


def test_exports_tell_nobody_s_name(submit: Any, desk: Any) -> None:
    submit(name="Marie", email="marie@exemple.fr", phone="0612345678")
    submit("bruit")
    rows = list(export_rows(desk.supervisor))
    assert len(rows) == 2
    assert list(rows[0]) == list(EXPORT_COLUMNS)
    assert "arie" not in str(rows)
    with pytest.raises(NotAllowed):
        export_rows(desk.agent)


def test_filters_are_kept_and_shared(desk: Any, other_desk: Any) -> None:
    operations.save_filter(desk.agent, name="Mes bancs", parameters={"category": "banc"})
    operations.save_filter(desk.agent, name="Mes bancs", parameters={"category": "banc", "overdue": "1"})
    operations.save_filter(desk.agent, name="En retard", parameters={"overdue": "1"}, shared=True)
    assert [row.name for row in saved_filters_for(desk.agent)] == ["En retard", "Mes bancs"]
    assert [row.name for row in saved_filters_for(desk.supervisor)] == ["En retard"]
    assert saved_filters_for(other_desk.agent) == []
    with pytest.raises(NotFound):
        operations.remove_filter(desk.supervisor, filter_id=saved_filters_for(desk.agent)[0].pk)


def test_the_team_is_reminded_once_of_what_is_due(submit: Any, desk: Any) -> None:
    team = desk.teams[0]
    organisations.change_team(desk.supervisor, team=team, name=team.name, email="voirie@exemple.fr", active=True)
    with time_machine.travel(NOW, tick=False):
        late, soon, later = (submit(at=NOW - timedelta(days=days)) for days in (40, 22, 1))
        for told in (late, soon, later):
            operations.assign(desk.agent, report_id=told.report_id, team_id=team.pk)
        jobs.remind()
        jobs.remind()
    with connection.cursor() as cursor:
        cursor.execute("SELECT address, body FROM notifications_outgoingmessage WHERE kind = 'reports.due'")
        messages = cursor.fetchall()
    assert [address for address, _body in messages] == ["voirie@exemple.fr"]
    assert late.reference in messages[0][1]
    assert later.reference not in messages[0][1]
    assert Report.objects.filter(reminded_at__isnull=False).count() == 2


def test_a_category_that_becomes_private_takes_its_reports_along(submit: Any, desk: Any) -> None:
    told = submit()
    values = operations.CategoryValues(
        code="banc", name_fr="Banc", publication="private", parent_id=category("mobilier").pk
    )
    operations.save_category(desk.supervisor, values=values, category_id=category("banc").pk)
    assert Report.objects.get(pk=told.report_id).visibility == "private"
    third_level = operations.CategoryValues(code="trop", name_fr="Trop", parent_id=category("banc").pk)
    with pytest.raises(Refused):
        operations.save_category(desk.supervisor, values=third_level)


def test_importing_categories_again_changes_nothing(desk: Any) -> None:
    before = list(category("banc").children.all()), category("banc").pk
    operations.import_categories(desk.supervisor, organisation_id=desk.organisation.pk)
    assert (list(category("banc").children.all()), category("banc").pk) == before
