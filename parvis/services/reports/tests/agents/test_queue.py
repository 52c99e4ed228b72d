# SPDX-License-Identifier: AGPL-3.0-or-later
"""The queue as agents get it: filters, pages, kept filters, fragments."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from parvis.services.reports import operations
from parvis.services.reports.models import SavedFilter
from parvis.services.reports.tests.agents.conftest import DESK

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def rows(response) -> list[str]:
    return re.findall(r'id="row-(SIG-\d{4}-\d{5})"', response.content.decode())


def test_the_queue_shows_open_reports_due_first(agent, submit):
    lamp = submit("fontaine", description="Lampadaire éteint")
    bench = submit("banc")
    response = agent.get(DESK)
    assert response.status_code == 200
    assert set(rows(response)) == {lamp.reference, bench.reference}


def test_a_queue_narrows(agent, desk, submit):
    mine, other = submit(), submit("fontaine")
    operations.assign(desk.agent, report_id=mine.report_id, assignee_id=desk.agent.person_id)
    assert rows(agent.get(f"{DESK}?file=miens")) == [mine.reference]
    assert rows(agent.get(f"{DESK}?q={other.reference}")) == [other.reference]
    assert rows(agent.get(f"{DESK}?file=inconnue&etat=nope&categorie=x&depuis=hier")) != []


def test_words_find_the_newest_first_unless_another_order_is_chosen(agent, submit):
    old = submit("fontaine", at=NOW - timedelta(days=9), description="Chat perdu")
    new = submit("fontaine", at=NOW - timedelta(days=1), description="Chat perdu")
    assert rows(agent.get(f"{DESK}?q=chat+perdu")) == [new.reference, old.reference]
    assert rows(agent.get(f"{DESK}?q=chat+perdu&ordre=due")) == [old.reference, new.reference]


def test_the_swapped_pane_is_the_fresh_one(agent, submit):
    reference = submit().reference
    url = f"{DESK}{reference}/?file=nouveaux"
    whole = agent.get(url).content.decode()
    part = agent.get(url, headers={"HX-Request": "true"}).content.decode()
    pane = whole[whole.index('<article class="case"') : whole.index("</article>")]
    assert without_tokens(pane) == without_tokens(part[part.index('<article class="case"') : part.index("</article>")])
    assert "<html" not in part


def test_the_swapped_queue_is_the_fresh_one(agent, submit):
    submit()
    whole = agent.get(f"{DESK}?file=nouveaux").content.decode()
    part = agent.get(f"{DESK}?file=nouveaux", headers={"HX-Request": "true"}).content.decode()
    queue = whole[whole.index('id="queue"') : whole.index("</form>", whole.index('id="bulk"'))]
    assert without_tokens(queue) == without_tokens(
        part[part.index('id="queue"') : part.index("</form>", part.index('id="bulk"'))]
    )


def without_tokens(html: str) -> str:
    html = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", html)
    return re.sub(r'data-live="[^"]+"', "", html)


def test_every_page_of_a_long_queue_is_reached_once(agent, submit):
    told = {submit(description=f"Banc numéro {number}").reference for number in range(7)}
    seen: list[str] = []
    url = f"{DESK}?file=tous"
    from parvis.services.reports.views.agents import workspace

    workspace.PAGE_LENGTH, before = 3, workspace.PAGE_LENGTH
    try:
        while url:
            response = agent.get(url)
            seen += rows(response)
            more = re.search(r'rdesk-more">\s*<a\s[^>]*href="([^"]+)"', response.content.decode())
            url = more[1].replace("&amp;", "&") if more else ""
    finally:
        workspace.PAGE_LENGTH = before
    assert sorted(seen) == sorted(told)


def test_a_filter_is_kept_shared_and_forgotten(agent, supervisor, desk, submit):
    submit()
    agent.post(f"{DESK}filtres/garder/?file=retard&q=banc", {"name": "Bancs en retard", "shared": "on"})
    row = SavedFilter.objects.get()
    assert row.parameters == {"file": ["retard"], "q": ["banc"]}
    assert "Bancs en retard" in supervisor.get(DESK).content.decode()
    assert supervisor.post(f"{DESK}filtres/{row.pk}/supprimer/").status_code == 404
    agent.post(f"{DESK}filtres/{row.pk}/supprimer/")
    assert not SavedFilter.objects.exists()


def test_the_table_shows_the_chosen_columns(agent, submit):
    submit()
    page = agent.get(f"{DESK}?vue=tableau&col=channel").content.decode()
    assert "Banc" not in page.split("<tbody", 1)[1].split("</tbody")[0]
    assert re.search(r'<th scope="row">\s*<a href="/agents/signalements/SIG-', page)


def test_what_people_wrote_stays_text(agent, submit):
    nasty = "<script>alert(1)</script>{{ 7|add:7 }}{% now %}'; DROP TABLE reports_report; --"
    reference = submit(description=nasty, address=nasty[:150]).reference
    for url in (DESK, f"{DESK}{reference}/", f"{DESK}?q={nasty}"):
        page = agent.get(url).content.decode()
        assert "<script>alert" not in page
    assert "{{ 7|add:7 }}" in agent.get(f"{DESK}{reference}/").content.decode()


def test_the_queue_is_narrowed_by_a_page(agent, desk, submit):
    told = submit()
    page = agent.get(f"{DESK}filtres/?file=tous").content.decode()
    assert 'name="categorie"' in page
    assert rows(agent.get(f"{DESK}?file=tous&equipe={desk.teams[0].pk}")) == []
    operations.assign(desk.agent, report_id=told.report_id, team_id=desk.teams[0].pk)
    assert rows(agent.get(f"{DESK}?file=tous&equipe={desk.teams[0].pk}")) == [told.reference]
