# SPDX-License-Identifier: AGPL-3.0-or-later
"""Deciding on a case: what is needed, what comes next, and what the second of two agents is told."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from parvis.services.reports import operations
from parvis.services.reports.models import Event, Note, Report
from parvis.services.reports.tests.agents.conftest import DESK
from parvis.services.reports.tests.conftest import report_of

HTMX = {"HX-Request": "true"}


def test_the_next_case_opens_after_a_decision(agent, submit):
    first, second = submit(), submit("fontaine")
    answer = agent.post(
        f"{DESK}{first.reference}/etat/?file=tous",
        {"vers": "resolved", "version": 1, "reason": "Réparé."},
        headers=HTMX,
    )
    assert answer.status_code == 200
    assert f'data-case="{second.reference}"' in answer.content.decode()
    assert answer["HX-Push-Url"] == f"{DESK}{second.reference}/?file=tous"
    assert answer["X-Fragment"] == "1"
    assert 'hx-target="#queue"' in answer.content.decode(), "the queue comes along"
    assert report_of(first).state == "resolved"


def test_without_script_the_next_page_is_the_next_case(agent, submit):
    first, second = submit(), submit("fontaine")
    answer = agent.post(f"{DESK}{first.reference}/etat/", {"vers": "resolved", "version": 1})
    assert answer.status_code == 302
    assert answer["Location"] == f"{DESK}{second.reference}/"


def test_one_may_stay_on_the_case(agent, submit):
    first, _second = submit(), submit("fontaine")
    answer = agent.post(f"{DESK}{first.reference}/etat/", {"vers": "in_progress", "version": 1, "rester": "1"})
    assert answer["Location"] == f"{DESK}{first.reference}/"


@pytest.mark.parametrize(
    ("state", "field"),
    [("scheduled", "promised_on"), ("waiting", "reason"), ("rejected", "reason"), ("duplicate", "duplicate_of")],
)
def test_what_is_missing_is_said_beside_the_field(agent, submit, state, field):
    reference = submit().reference
    answer = agent.post(f"{DESK}{reference}/etat/", {"vers": state, "version": 1, "reason": ""}, headers=HTMX)
    assert answer.status_code == 422
    assert f'id="decide_{field}"' in answer.content.decode()
    assert 'aria-invalid="true"' in answer.content.decode()


def test_the_promised_date_goes_into_the_message(agent, desk, supervisor, submit):
    operations.save_template(
        desk.supervisor, title="Prévu", state="scheduled", text_fr="Travaux le {promised_date}, {reference}."
    )
    told = submit()
    page = agent.get(f"{DESK}{told.reference}/?vers=scheduled").content.decode()
    assert f"Travaux le {{promised_date}}, {told.reference}." in page
    day = timezone.localdate() + timedelta(days=3)
    text = f"Travaux le {{promised_date}}, {told.reference}."
    agent.post(
        f"{DESK}{told.reference}/etat/", {"vers": "scheduled", "version": 1, "reason": text, "promised_on": str(day)}
    )
    assert "{" not in Event.objects.get(target="scheduled").text
    assert str(day.year) in Event.objects.get(target="scheduled").text


def test_a_placeholder_is_never_sent(agent, submit):
    reference = submit().reference
    answer = agent.post(
        f"{DESK}{reference}/etat/", {"vers": "resolved", "version": 1, "reason": "Fait le {promised_date}."}
    )
    assert answer.status_code == 422


def test_the_second_agent_is_told_and_keeps_what_was_typed(agent, supervisor, submit):
    reference = submit().reference
    agent.post(f"{DESK}{reference}/etat/", {"vers": "resolved", "version": 1, "reason": "Réparé ce matin."})
    answer = supervisor.post(
        f"{DESK}{reference}/etat/",
        {"vers": "rejected", "version": 1, "reason": "Ce banc n’est pas à nous."},
        headers=HTMX,
    )
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "agent Valorne" in page, "who was faster"
    assert "Ce banc n’est pas à nous." in page
    assert Report.objects.get(reference=reference).state == "resolved"


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_two_agents_at_once_one_decides(desk, submit, signed_in):
    told = submit()
    clients = [signed_in(desk.agent), signed_in(desk.supervisor)]
    barrier, answers = threading.Barrier(2), []

    def decide(client: Client, state: str) -> None:
        barrier.wait()
        try:
            url = f"{DESK}{told.reference}/etat/"
            answers.append(client.post(url, {"vers": state, "version": 1, "reason": f"Décision {state}"}).status_code)
        finally:
            connection.close()

    threads = [
        threading.Thread(target=decide, args=pair) for pair in zip(clients, ("resolved", "rejected"), strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [302, 409]
    assert Event.objects.filter(report_id=told.report_id, kind="state").count() == 1


def test_a_report_is_taken_noted_and_answered(agent, desk, submit):
    told = submit()
    agent.post(f"{DESK}{told.reference}/moi/")
    assert report_of(told).assignee_id == desk.agent.person_id
    agent.post(f"{DESK}{told.reference}/note/", {"note-text": "Voir avec Sophie."})
    assert Note.objects.get().text == "Voir avec Sophie."
    agent.post(f"{DESK}{told.reference}/message/", {"message-text": "Nous passons demain."})
    page = agent.get(f"{DESK}{told.reference}/").content.decode()
    assert "Voir avec Sophie." in page
    assert "Nous passons demain." in page
    assert agent.post(f"{DESK}{told.reference}/note/", {"note-text": " "}).status_code == 422


def test_team_and_person_are_chosen(agent, desk, submit):
    told = submit()
    values = {"version": 1, "team": desk.teams[1].pk, "assignee": desk.supervisor.person_id}
    agent.post(f"{DESK}{told.reference}/affectation/", values)
    report = report_of(told)
    assert (report.team_id, report.assignee_id) == (desk.teams[1].pk, desk.supervisor.person_id)
    stale = agent.post(f"{DESK}{told.reference}/affectation/", values)
    assert stale.status_code == 409


def test_a_report_is_handed_over(agent, desk, submit):
    target = operations.save_forward_target(
        desk.supervisor, values=operations.TargetValues(name="Le Département", kind="email", email="routes@dep.example")
    )
    told = submit()
    agent.post(f"{DESK}{told.reference}/etat/", {"vers": "forwarded", "version": 1, "forward_to": target.pk})
    page = agent.get(f"{DESK}{told.reference}/").content.decode()
    assert report_of(told).state == "forwarded"
    assert "Le Département" in page


def test_a_duplicate_is_chosen_among_those_nearby(agent, submit):
    kept, twin = submit(), submit(description="Encore le banc.")
    page = agent.get(f"{DESK}{twin.reference}/?vers=duplicate").content.decode()
    assert f'value="{kept.reference}"' in page
    agent.post(f"{DESK}{twin.reference}/etat/", {"vers": "duplicate", "version": 1, "near": kept.reference})
    assert report_of(twin).merged_into_id == kept.report_id


def test_a_report_is_corrected(agent, submit):
    told = submit()
    form = agent.get(f"{DESK}{told.reference}/modifier/")
    assert form.status_code == 200
    report = report_of(told)
    values = {
        "version": 1, "category_id": report.category_id, "priority": 4, "address": "12 rue du Moulin",
        "lon": report.longitude, "lat": report.latitude, "description": "Deux lattes cassées.",
    }  # fmt: skip
    assert agent.post(f"{DESK}{told.reference}/modifier/", values).status_code == 302
    report = report_of(told)
    assert (report.priority, report.description, report.address) == (4, "Deux lattes cassées.", "12 rue du Moulin")
    outside = agent.post(f"{DESK}{told.reference}/modifier/", values | {"version": 2, "lon": 200, "lat": 95})
    assert outside.status_code == 422
    assert agent.post(f"{DESK}{told.reference}/modifier/", values).status_code == 409


def test_a_report_is_split(agent, submit):
    told = submit(description="Un banc cassé et un tag.")
    category = report_of(told).category_id
    empty = agent.post(f"{DESK}{told.reference}/separer/", {"version": 1})
    assert empty.status_code == 422
    values = {"version": 1, "category-0": category, "description-0": "Un tag sur le mur."}
    assert agent.post(f"{DESK}{told.reference}/separer/", values).status_code == 302
    part = Report.objects.get(split_from_id=told.report_id)
    assert part.description == "Un tag sur le mur."


def test_a_held_report_is_published_or_hidden(agent, supervisor, submit):
    told = submit("vehicule-ventouse", description="Une voiture sans roues.")
    assert report_of(told).visibility == "held"
    assert agent.post(f"{DESK}{told.reference}/visibilite/", {"decision": "hide", "version": 1}).status_code == 422
    assert agent.post(f"{DESK}{told.reference}/visibilite/", {"decision": "publish", "version": 1}).status_code == 302
    assert report_of(told).visibility == "public"
    hidden = {"decision": "hide", "version": 2, "reason": "Un nom est écrit."}
    assert agent.post(f"{DESK}{told.reference}/visibilite/", hidden).status_code == 403
    assert supervisor.post(f"{DESK}{told.reference}/visibilite/", hidden).status_code == 302
    assert report_of(told).visibility == "hidden"
    assert told.reference in supervisor.get(f"{DESK}?file=tous&visible=hidden").content.decode()
    assert f"row-{told.reference}" not in supervisor.get(f"{DESK}?file=tous&visible=public").content.decode()
    supervisor.post(f"{DESK}{told.reference}/visibilite/", {"decision": "publish", "version": 3})
    assert report_of(told).visibility == "public"


def test_the_page_says_when_the_report_has_changed(agent, submit):
    told = submit()
    assert "data-refresh" in agent.get(f"{DESK}{told.reference}/nouvelles/?version=1", headers=HTMX).content.decode()
    agent.post(f"{DESK}{told.reference}/moi/")
    news = agent.get(f"{DESK}{told.reference}/nouvelles/?version=1", headers=HTMX).content.decode()
    assert "vient de changer" in news
