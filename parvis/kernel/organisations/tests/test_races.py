# SPDX-License-Identifier: AGPL-3.0-or-later
"""One invitation and two managers at the same moment: real threads on the real database."""

from __future__ import annotations

import threading
from urllib.parse import urlsplit

import pytest
from django.test import Client

from parvis.kernel.accounts.operations import create_person
from parvis.kernel.audit.actors import SYSTEM, Actor
from parvis.kernel.audit.models import Act
from parvis.kernel.organisations import invitations, operations
from parvis.kernel.organisations.invitations import InvitationRefusedError
from parvis.kernel.organisations.models import Invitation, Membership
from parvis.kernel.organisations.tests.conftest import actor_for
from tools.threads import at_once

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
ACCEPTED = "organisations.accept_invitation"


@pytest.fixture
def invited(towns, monkeypatch):
    """Somebody with an invitation, and its token."""
    box: list[dict] = []
    monkeypatch.setattr(invitations, "send_mail", lambda **message: box.append(message))
    supervisor = actor_for(towns.here.supervisor)
    operations.invite(supervisor, organisation=towns.here.organisation, email="n@example.fr", role="agent")
    person = create_person(SYSTEM, email="n@example.fr", verified=True)
    return person, urlsplit(box[-1]["url"]).path


def test_an_invitation_is_accepted_once(invited):
    person, path = invited
    browsers = [Client() for _turn in range(4)]
    for browser in browsers:
        browser.force_login(person)
    answers = at_once(*(lambda browser=browser: browser.post(path) for browser in browsers))
    assert sum(answer.status_code == 302 for answer in answers) == 1, answers
    assert Act.objects.filter(verb=ACCEPTED).count() == Membership.objects.filter(person=person).count() == 1


def test_control_without_the_lock_an_invitation_is_accepted_twice(invited, monkeypatch):
    person, path = invited
    read = threading.Barrier(2)
    verified = invitations.email_is_verified

    def slow(*given):
        read.wait(timeout=20)
        return verified(*given)

    monkeypatch.setattr(invitations, "email_is_verified", slow)
    monkeypatch.setattr(Invitation.objects, "select_for_update", lambda **_of: Invitation.objects.all())
    actor = Actor(kind="person", label="n", person=person)
    token = path.rstrip("/").rpartition("/")[2]
    accept = lambda: operations.accept_invitation(actor, token=token)  # noqa: E731
    results = at_once(accept, accept)
    assert not any(isinstance(each, InvitationRefusedError) for each in results), results


def test_an_invitation_is_withdrawn_or_accepted_never_both(towns, invited):
    person, path = invited
    invitation = Invitation.objects.get()
    supervisor = actor_for(towns.here.supervisor)
    browser = Client()
    browser.force_login(person)
    answer, _nothing = at_once(
        lambda: browser.post(path),
        lambda: operations.withdraw_invitation(supervisor, invitation=invitation),
    )
    member = Membership.objects.filter(person=person).exists()
    assert member == (answer.status_code == 302) == Invitation.objects.exists()
