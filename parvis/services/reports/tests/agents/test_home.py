# SPDX-License-Identifier: AGPL-3.0-or-later
"""The agents' first page: what waits for them, and where to begin."""

from __future__ import annotations

from datetime import timedelta
from html import unescape

from django.utils import timezone

from parvis.services.reports import operations
from parvis.services.reports.tests.agents.conftest import DESK

HOME = "/agents/"


def figures(client) -> dict[str, tuple[int, str]]:
    waiting = client.get(HOME).context["waiting"]
    return {each.url.partition("file=")[2]: (each.count, each.url) for each in waiting}


def test_the_first_page_says_what_waits_and_what_to_take_up_first(agent, desk, submit):
    late = submit(at=timezone.now() - timedelta(days=60))
    mine, _other = submit("fontaine"), submit()
    for told in (late, mine):
        operations.assign(desk.agent, report_id=told.report_id, assignee_id=desk.agent.person_id)
    found = figures(agent)
    assert (found["miens"][0], found["retard"][0], found["nouveaux"][0]) == (2, 1, 2)
    page = unescape(agent.get(HOME).content.decode())
    assert page.index(late.reference) < page.index(mine.reference)
    assert f'href="{DESK}{late.reference}/?file=miens"' in page
    assert "de retard" in page


def test_each_figure_leads_to_a_queue_of_as_many(agent, supervisor, desk, submit):
    told = submit(at=timezone.now() - timedelta(days=60))
    operations.assign(desk.agent, report_id=told.report_id, assignee_id=desk.agent.person_id)
    submit("fontaine")
    for client in (agent, supervisor):
        for count, url in figures(client).values():
            assert client.get(url).content.decode().count('id="row-') >= count


def test_without_a_case_of_ones_own_the_first_cases_are_those_of_all(supervisor, submit):
    told = submit()
    assert f"{DESK}{told.reference}/?file=a-traiter" in supervisor.get(HOME).content.decode()


def test_a_desk_without_a_case_says_so(agent, desk):
    assert "Rien ne presse" in agent.get(HOME).content.decode()


def test_services_come_before_the_house_in_the_sidebar(supervisor):
    side = supervisor.get(HOME).content.decode().partition('class="desk-nav"')[2]
    assert side.index(DESK) < side.index("/agents/organisation/")
