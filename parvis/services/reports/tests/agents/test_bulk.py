# SPDX-License-Identifier: AGPL-3.0-or-later
"""One act on many reports, told, and taken back."""

from __future__ import annotations

from uuid import uuid4

from parvis.services.reports.models import BulkAct
from parvis.services.reports.tests.agents.conftest import DESK
from parvis.services.reports.tests.conftest import report_of


def test_many_reports_go_to_a_team_and_back(agent, desk, submit):
    told = [submit(), submit("fontaine")]
    items = [f"{each.report_id}:1" for each in told]
    page = agent.get(f"{DESK}lot/", {"report": items}).content.decode()
    assert all(each.reference in page for each in told)
    answer = agent.post(f"{DESK}lot/", {"report": items, "team_id": desk.teams[1].pk})
    assert answer.status_code == 302
    assert {report_of(each).team_id for each in told} == {desk.teams[1].pk}
    act = BulkAct.objects.get()
    assert f"lot/{act.pk}/annuler/" in agent.get(DESK).content.decode(), "the queue offers to undo"
    agent.post(f"{DESK}lot/{act.pk}/annuler/")
    assert {report_of(each).team_id for each in told} == {None}
    assert f"lot/{act.pk}/annuler/" not in agent.get(DESK).content.decode()


def test_what_could_not_be_done_is_said(agent, submit):
    told = [submit(), submit("fontaine")]
    agent.post(f"{DESK}{told[0].reference}/etat/", {"vers": "resolved", "version": 1})
    items = [f"{told[0].report_id}:1", f"{told[1].report_id}:1"]
    page = agent.post(f"{DESK}lot/", {"report": items, "state": "resolved"}).content.decode()
    assert told[0].reference in page
    assert report_of(told[1]).state == "resolved"


def test_nothing_chosen_is_said(agent, submit):
    told = submit()
    assert agent.post(f"{DESK}lot/", {"report": [f"{told.report_id}:1"]}).status_code == 422
    assert agent.get(f"{DESK}lot/").status_code == 200
    assert agent.get(f"{DESK}lot/?report=x&report=1:2:3&report=-1:1").status_code == 200


def test_others_reports_are_not_there(agent, other_desk, submit, signed_in):
    told = submit()
    stranger = signed_in(other_desk.agent)
    assert stranger.get(f"{DESK}lot/?report={told.report_id}:1").status_code == 404
    assert stranger.post(f"{DESK}lot/", {"report": f"{told.report_id}:1", "state": "resolved"}).status_code == 404
    assert stranger.post(f"{DESK}lot/{uuid4()}/annuler/").status_code == 404
    assert report_of(told).state == "reported"
