# SPDX-License-Identifier: AGPL-3.0-or-later
"""The demo is made through the same operations as everything else."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from parvis.kernel.accounts.models import Person
from parvis.kernel.accounts.operations import create_person
from parvis.kernel.audit.actors import SYSTEM
from parvis.kernel.notifications.models import OutgoingMessage
from parvis.kernel.organisations import operations as organisations
from parvis.kernel.registry.demonstration import DemoContext, DemoLogin
from parvis.services.reports import demo
from parvis.services.reports.models import Category, Event, Report
from parvis.services.reports.rules.deadlines import is_working_day, public_holidays
from parvis.services.reports.rules.states import State
from parvis.services.reports.tests.conftest import PLACE


@pytest.fixture
def context(db: None, tmp_path: Path) -> DemoContext:
    town = organisations.add_organisation(SYSTEM, kind="agglomeration", name="Agglomération")
    names = ("Voirie", "Éclairage public", "Propreté", "Espaces verts", "Eau et assainissement", "Police municipale")
    teams = {name: organisations.add_team(SYSTEM, organisation=town, name=name) for name in names}
    for role in ("agent", "supervisor"):
        person = create_person(SYSTEM, email=f"{role}@demo.example", full_name=role, verified=True)
        organisations.add_member(SYSTEM, person=person, organisation=town, role=role)
    county = organisations.add_organisation(SYSTEM, kind="departement", name="Département", email="d@demo.example")
    create_person(SYSTEM, email="resident@demo.example", verified=True)
    rows = Random(1)
    lines = [f"{PLACE[0] + rows.uniform(0, 0.05)};{PLACE[1] + rows.uniform(0, 0.05)}" for _line in range(600)]
    addresses = tmp_path / "addresses.csv"
    addresses.write_text("long;lat\n" + "\n".join(lines), encoding="utf-8")
    return DemoContext(
        files={"addresses": addresses},
        population=1000,
        seed=1,
        password="",
        logins=[DemoLogin(email="resident@demo.example", who="habitante")],
        shared={
            "organisations.agglomeration": town,
            "organisations.departement": county,
            "organisations.teams": teams,
        },
    )


def test_the_demo_shows_every_state(context: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "REPORTS", 120)
    monkeypatch.setattr(demo, "PHOTOS", 2)
    monkeypatch.setattr(demo, "HANDED_OVER", 1)
    demo.load(context)
    assert Report.objects.count() == 120
    states = set(Report.objects.values_list("state", flat=True))
    assert states >= set(State)
    letter = OutgoingMessage.objects.get(kind="reports.forward")
    assert letter.address == "d@demo.example"
    assert Report.objects.filter(team__isnull=True).count() == 0
    assert Report.objects.filter(supporters__gt=0).exists()
    assert Event.objects.filter(kind="message").exists()
    assert Report.objects.filter(reporter__isnull=False).exists()


@pytest.mark.parametrize("now", ["2026-11-24T02:30:00+01:00", "2026-11-22T23:10:00+01:00"])
def test_agents_work_on_working_days_and_residents_sleep_at_night(
    context: Any, monkeypatch: pytest.MonkeyPatch, now: str
) -> None:
    monkeypatch.setattr(demo, "REPORTS", 30)
    monkeypatch.setattr(demo, "PHOTOS", 0)
    monkeypatch.setattr(demo, "HANDED_OVER", 0)
    with time_machine.travel(datetime.fromisoformat(now), tick=False):
        demo.load(context)
    closed = public_holidays()
    agents = set(Person.objects.filter(memberships__isnull=False).values_list("pk", flat=True))
    for event in Event.objects.all():
        local = timezone.localtime(event.at)
        if event.person_id in agents:
            assert 8 <= local.hour < 17, (event.kind, local)
            assert is_working_day(local.date(), closed), (event.kind, local)
        else:
            assert 7 <= local.hour < 22, (event.kind, local)
    for report in Report.objects.all():
        assert 7 <= timezone.localtime(report.created_at).hour < 22
        assert report.created_at < datetime.fromisoformat(now)
        assert report.promised_on is None or is_working_day(report.promised_on, closed)


def test_stories_speak_of_categories_that_exist(context: Any) -> None:
    import tomllib

    from parvis.services.reports import operations

    operations.import_categories(SYSTEM, organisation_id=context.shared["organisations.agglomeration"].pk)
    script = tomllib.loads(demo._STORIES.read_text(encoding="utf-8"))
    assert set(script["story"]) <= set(Category.objects.filter(parent__isnull=False).values_list("code", flat=True))
