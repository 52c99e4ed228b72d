# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who follows a line, a stop or a network is told of its disruptions: once, when they travel, until they end it."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from parvis.kernel.accounts.operations import create_person
from parvis.kernel.audit.actors import SYSTEM, Actor, anonymous
from parvis.kernel.audit.refusals import Refused
from parvis.kernel.jobs import run_all_jobs
from parvis.kernel.notifications.models import OutgoingMessage
from parvis.services.journeys import operations
from parvis.services.journeys.contributions import personal_data
from parvis.services.journeys.models import DisruptionSubscription
from parvis.services.journeys.operations.subscriptions import KIND
from parvis.services.journeys.rules.disruptions import Period
from parvis.services.journeys.rules.subscriptions import WORKING_DAYS, touches
from parvis.services.journeys.tests.test_disruptions import draft, published, text

__all__ = ["published"]

FOLLOW = "/trajets/perturbations/suivre/"
MINE = "/trajets/perturbations/abonnements/"


def told() -> list[OutgoingMessage]:
    return list(OutgoingMessage.objects.filter(kind=KIND).order_by("created_at", "pk"))


@pytest.fixture
def resident(db: None) -> Actor:
    """Somebody with an account."""
    person = create_person(SYSTEM, email="lea@ville.example", full_name="Léa", password="x" * 14, verified=True)
    return Actor(kind="person", label="Léa", person=person)


def link_for(address: str) -> str:
    """The link of the newest message to an address, before it leaves: then its text is wiped."""
    body = OutgoingMessage.objects.filter(address=address).order_by("-created_at").values_list("body", "url")[0]
    link = re.search(r"https?://[^/]+(/\S+)", "\n".join(body))
    assert link
    return link[1]


def confirm(link: str) -> str:
    """Follows a link; the page that it ends on."""
    return str(Client().post(link)["Location"])


def test_an_address_is_told_once_it_is_confirmed_and_until_it_ends_it(published: Any, authority: Any) -> None:
    published(title="Avant l’abonnement")
    run_all_jobs()
    page = Client().get(f"{FOLLOW}?ligne=urbain|r1")
    assert "Être prévenu" in text(page)
    said = {"email": "Jo@ville.example", "days": [0, 1, 2, 3, 4, 5, 6], "from_hour": 0, "until_hour": 24}
    assert "jo@ville.example" in text(Client().post(f"{FOLLOW}?ligne=urbain|r1", said)).lower()
    link = link_for("jo@ville.example")
    row = published(title="Ligne coupée", severity="severe")
    run_all_jobs()
    assert not told(), "nobody has confirmed the address"
    mine = confirm(link)
    operations.change_disruption(
        authority.agent, key=row.uuid, draft=draft(title="Ligne rouverte à moitié", severity="severe")
    )
    run_all_jobs()
    operations.tell_subscribers(disruption_id=row.pk, version=row.version + 1, what="changed")
    assert [one.subject for one in told()] == ["Perturbation modifiée : Ligne rouverte à moitié"]
    operations.change_disruption(
        authority.agent, key=row.uuid, draft=draft(title="Faute corrigée", severity="severe"), tell=False
    )
    operations.withdraw_disruption(authority.agent, key=row.uuid)
    run_all_jobs()
    assert [one.subject for one in told()][1:] == ["Terminé : Faute corrigée"]
    assert "Une ligne" in text(Client().get(mine))
    key = DisruptionSubscription.objects.get().pk
    Client().post(mine, {"subscription": str(key)})
    published(title="Encore", severity="severe")
    run_all_jobs()
    assert len(told()) == 2
    assert Client().get(f"{MINE}forged/").status_code == 404


def test_one_message_whatever_one_follows_and_only_when_one_travels(published: Any, resident: Actor) -> None:
    for subject, identifier in (("line", "r1"), ("stop", "a"), ("network", "")):
        operations.subscribe(resident, subject=subject, feed="urbain", identifier=identifier)
    published(severity="severe")
    run_all_jobs()
    assert len(told()) == 1, "three reasons, one message"
    DisruptionSubscription.objects.update(from_hour=3, until_hour=4)
    soon = timezone.localtime().replace(hour=9) + timedelta(days=1)
    published(severity="severe", periods=(Period(soon, soon + timedelta(hours=2)),))
    run_all_jobs()
    assert len(told()) == 1, "between three and four nobody is disturbed by it"


def test_at_night_what_is_not_serious_waits_for_the_morning(published: Any, resident: Actor) -> None:
    operations.subscribe(resident, subject="line", feed="urbain", identifier="r1")
    row = published()
    night = timezone.localtime().replace(hour=23, minute=30)
    values = {"disruption_id": row.pk, "version": row.version, "what": "published"}
    assert operations.tell_subscribers(**values, at=night) == 0
    assert operations.tell_subscribers(**values, at=night.replace(hour=12)) == 1


def test_the_days_and_hours_of_somebody() -> None:
    monday = datetime(2026, 11, 23, 10, tzinfo=timezone.get_default_timezone())
    working = {"days": WORKING_DAYS, "from_hour": 7, "until_hour": 9, "now": monday}
    assert touches([Period(monday)], **working), "it lasts until tomorrow morning"
    assert not touches([Period(monday, monday + timedelta(hours=20))], **working)
    saturday = monday + timedelta(days=5, hours=-3)
    assert not touches([Period(saturday, saturday + timedelta(days=1, hours=12))], **working)
    assert touches([Period(saturday, saturday + timedelta(days=2, hours=1))], **working), "until Monday at eight"


def test_what_cannot_be_followed_is_refused(published: Any, resident: Actor) -> None:
    for wrong in ({"identifier": "r9"}, {"feed": "ailleurs"}, {"days": 0}, {"hours": (9, 8)}):
        with pytest.raises(Refused):
            operations.subscribe(resident, **{"subject": "line", "feed": "urbain", "identifier": "r1", **wrong})
    with pytest.raises(Refused):
        operations.subscribe(anonymous(), subject="network", feed="urbain")


def test_a_person_takes_it_along_and_has_it_erased(published: Any, resident: Actor) -> None:
    operations.subscribe(resident, subject="stop", feed="urbain", identifier="b")
    operations.subscribe(anonymous(), subject="line", feed="urbain", identifier="r1", email="lea@ville.example")
    assert {one.data["name"] for one in personal_data.export(resident.person)} == {"Mairie", "1"}
    assert personal_data.erase(resident.person).deleted == 2
    assert not DisruptionSubscription.objects.exists()
    operations.subscribe(anonymous(), subject="line", feed="urbain", identifier="r1", email="nobody@ville.example")
    assert operations.forget_unconfirmed(at=timezone.now() + timedelta(days=8)) == 1
