# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every address of the desk that names something, tried by a supervisor of another town with our identifiers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from parvis.services.reports import operations
from parvis.services.reports.models import ApiKey, BulkAct, Category, ForwardTarget, Report, ReportPhoto, SavedFilter
from parvis.services.reports.operations import BulkChange, TargetValues
from parvis.services.reports.tests.conftest import category, report_of
from parvis.services.reports.urls.agents import urlpatterns

WORDS = "Le secret de la rue du Témoin"
FOR_EVERYBODY = {"call-me-too"}
"""A caller may join any public report, as every visitor of the site may."""


@pytest.fixture
def ours(desk: Any, submit: Any, photo: Any) -> SimpleNamespace:
    """One of each thing that an address of the desk can name, all of our town."""
    told, second = submit(description=WORDS, name=WORDS, photos=[photo()]), submit(description=WORDS)
    row = report_of(second)
    act = operations.bulk(desk.agent, items=[(row.pk, row.version)], change=BulkChange(priority=3))
    values = TargetValues(name=WORDS, kind="email", email="x@exemple.fr")
    operations.create_api_key(desk.supervisor, name=WORDS)
    text = operations.save_template(desk.supervisor, title=WORDS, state="resolved", text_fr=WORDS)
    return SimpleNamespace(
        report=report_of(told),
        team=desk.teams[0].pk,
        person=desk.agent.person_id,
        category=category("banc").pk,
        names={
            "reference": told.reference,
            "photo_id": ReportPhoto.objects.get().pk,
            "act_id": act.act_id,
            "filter_id": operations.save_filter(desk.agent, name=WORDS, parameters={}, shared=True).pk,
            "category_id": category("banc").pk,
            "template_id": text.pk,
            "target_id": operations.save_forward_target(desk.supervisor, values=values).pk,
            "key_id": ApiKey.objects.get().pk,
        },
    )


@pytest.fixture
def stranger(other_desk: Any, signed_in: Callable[..., Client]) -> Client:
    """The browser of the other town's supervisor, who may do everything there."""
    return signed_in(other_desk.supervisor)


@contextmanager
def nothing_changes() -> Iterator[None]:
    """Each row of each kind is afterwards as it was before."""
    models = (Report, ReportPhoto, BulkAct, SavedFilter, Category, ForwardTarget, ApiKey)

    def rows() -> list[Any]:
        return [list(model.objects.order_by("pk").values()) for model in models]

    before = rows()
    yield
    assert rows() == before


def named(ours: SimpleNamespace) -> list[str]:
    """The addresses that name something, with our identifiers."""
    found = []
    for pattern in urlpatterns:
        names = pattern.pattern.converters
        if names and pattern.name not in FOR_EVERYBODY:
            arguments = {name: ours.names[name] for name in names}
            found.append(reverse(f"reports_agents:{pattern.name}", kwargs=arguments))
    return found


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["page", "htmx"])
def test_nothing_of_ours_exists_for_another_town(stranger: Client, ours: SimpleNamespace, headers: Any) -> None:
    sent = {"act": "delete", "vers": "resolved", "reason": "x", "note-text": "x", "team": ours.team, "version": 1}
    with nothing_changes():
        for path in named(ours):
            answers = [stranger.get(path, headers=headers), stranger.post(path, sent, headers=headers)]
            assert {answer.status_code for answer in answers} <= {404, 405}, path
            assert not any(WORDS in answer.content.decode() for answer in answers), path


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["page", "htmx"])
def test_no_list_or_export_names_anything_of_ours(stranger: Client, ours: SimpleNamespace, headers: Any) -> None:
    query = {
        "file": "tous",
        "report": f"{ours.report.pk}:1",
        "id": ours.report.pk,
        "equipe": ours.team,
        "team": ours.team,
        "assignee": ours.person,
        "category": ours.category,
        "q": ours.report.reference,
        "tel": "0470000000",
        "bbox": "2,46,4,47",
    }
    for pattern in urlpatterns:
        if pattern.pattern.converters:
            continue
        path = reverse(f"reports_agents:{pattern.name}")
        for given in ({}, query):
            answer = stranger.get(path, given, headers=headers)
            content = b"".join(answer) if answer.streaming else answer.content
            said = content.decode(errors="replace").replace(f'value="{ours.report.reference}"', "")
            assert WORDS not in said, (path, given)
            assert f"/{ours.report.reference}/" not in said, (path, given)


def test_many_at_once_takes_no_report_team_agent_or_category_of_ours(stranger: Client, ours: SimpleNamespace) -> None:
    lot = reverse("reports_agents:bulk")
    with nothing_changes():
        assert (
            stranger.post(lot, {"report": [f"{ours.report.pk}:{ours.report.version}"], "priority": 1}).status_code
            == 404
        )
    for name, key in (("team_id", ours.team), ("assignee_id", ours.person), ("category_id", ours.category)):
        form = stranger.post(lot, {"report": [], name: key})
        assert form.status_code == 422, name


def test_settings_take_nothing_of_ours(stranger: Client, ours: SimpleNamespace) -> None:
    text = {"title": "x", "state": "resolved", "text_fr": "x", "position": 0, "category_id": ours.category}
    assert stranger.post(reverse("reports_agents:add-template"), text).status_code == 422
    group = category("banc").parent_id
    new = {"name_fr": "x", "code": "x", "parent_id": group, "parent": group, "publication": "public"}
    with nothing_changes():
        stranger.post(reverse("reports_agents:add-category"), new)
