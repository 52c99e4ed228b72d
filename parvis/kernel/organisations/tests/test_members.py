# SPDX-License-Identifier: AGPL-3.0-or-later
"""Members, teams and invitations: what managers can do, and where their power ends."""

from __future__ import annotations

import threading
from urllib.parse import urlsplit

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from parvis.kernel.accounts.operations import create_person
from parvis.kernel.audit.actors import SYSTEM
from parvis.kernel.audit.queries import history_of
from parvis.kernel.organisations import invitations, operations, queries
from parvis.kernel.organisations.models import Membership
from parvis.kernel.organisations.tests.conftest import actor_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(monkeypatch):
    box: list[dict] = []
    monkeypatch.setattr(invitations, "send_mail", lambda **message: box.append(message))
    return box


def invitation_path(sent) -> str:
    return urlsplit(sent[-1]["url"]).path


def test_a_supervisor_changes_a_role_and_leaves_a_trace(towns):
    operations.set_role(actor_for(towns.here.supervisor), membership=towns.here.agent, role="call_taker")
    assert Membership.objects.get(pk=towns.here.agent.pk).role == "call_taker"
    assert history_of(towns.here.agent)[0].verb in {"organisations.set_role", "row.update"}


@pytest.mark.parametrize("role", ["administrator", "it"])
def test_nobody_raises_somebody_above_themselves(towns, role):
    with pytest.raises(PermissionDenied):
        operations.set_role(actor_for(towns.here.supervisor), membership=towns.here.agent, role=role)


def test_nobody_raises_themselves(towns):
    with pytest.raises(PermissionDenied):
        operations.set_role(actor_for(towns.here.supervisor), membership=towns.here.supervisor, role="administrator")


def test_a_supervisor_cannot_touch_an_administrator(towns):
    with pytest.raises(PermissionDenied):
        operations.remove_member(actor_for(towns.here.supervisor), membership=towns.here.administrator)


def test_an_agent_manages_nobody(towns):
    agent = actor_for(towns.here.agent)
    with pytest.raises(PermissionDenied):
        operations.remove_member(agent, membership=towns.here.agent)
    with pytest.raises(PermissionDenied):
        operations.add_team(agent, organisation=towns.here.organisation, name="Mine")


def test_power_ends_at_the_towns_border(towns):
    intruder = actor_for(towns.there.administrator)
    acts = [
        lambda: operations.set_role(intruder, membership=towns.here.agent, role="supervisor"),
        lambda: operations.remove_member(intruder, membership=towns.here.agent),
        lambda: operations.set_teams(intruder, membership=towns.here.agent, teams=[]),
        lambda: operations.add_team(intruder, organisation=towns.here.organisation, name="Spies"),
        lambda: operations.change_team(intruder, team=towns.here.team, name="x", email="", active=False),
        lambda: operations.invite(intruder, organisation=towns.here.organisation, email="x@y.fr", role="agent"),
    ]
    for act in acts:
        with pytest.raises(PermissionDenied):
            act()


def test_teams_of_another_town_cannot_be_given(towns):
    with pytest.raises(ValidationError):
        operations.set_teams(actor_for(towns.here.supervisor), membership=towns.here.agent, teams=[towns.there.team.pk])


def test_a_role_taken_away_counts_at_once(towns):
    former = actor_for(towns.here.supervisor)
    operations.set_role(SYSTEM, membership=towns.here.supervisor, role="agent")
    with pytest.raises(PermissionDenied):
        operations.set_role(former, membership=towns.here.agent, role="supervisor")


def test_somebody_must_keep_managing(towns):
    operations.remove_member(SYSTEM, membership=towns.here.administrator)
    with pytest.raises(ValidationError):
        operations.remove_member(SYSTEM, membership=towns.here.supervisor)


def test_an_invitation_is_accepted_by_the_owner_of_the_address_only(towns, sent, client):
    supervisor = actor_for(towns.here.supervisor)
    operations.invite(
        supervisor,
        organisation=towns.here.organisation,
        email="Nina@example.fr",
        role="agent",
        teams=[towns.here.team.pk],
    )
    path = invitation_path(sent)
    thief = create_person(SYSTEM, email="thief@example.fr", verified=True)
    client.force_login(thief)
    assert client.post(path).status_code == 403
    unproved = create_person(SYSTEM, email="nina@example.fr")
    client.force_login(unproved)
    assert client.post(path).status_code == 403
    unproved.emailaddress_set.update(verified=True)
    assert client.get(path).status_code == 200
    assert not Membership.objects.filter(person=unproved).exists()
    assert client.post(path)["Location"] == "/agents/"
    membership = Membership.objects.get(person=unproved)
    assert [team.name for team in membership.teams.all()] == ["Voirie"]
    assert client.post(path).status_code == 410


def test_a_withdrawn_invitation_is_worthless(towns, sent, client):
    supervisor = actor_for(towns.here.supervisor)
    invitation = operations.invite(supervisor, organisation=towns.here.organisation, email="n@example.fr", role="agent")
    operations.withdraw_invitation(supervisor, invitation=invitation)
    assert client.get(invitation_path(sent)).status_code == 410


def test_an_invitation_gives_no_role_above_the_inviters(towns, sent):
    with pytest.raises(PermissionDenied):
        operations.invite(
            actor_for(towns.here.supervisor), organisation=towns.here.organisation, email="n@example.fr", role="it"
        )


def test_permissions_come_from_the_role(towns):
    here, there = towns.here, towns.there
    assert "organisations.manage" in queries.permissions_of(here.supervisor.person_id, here.organisation.pk)
    assert "organisations.manage" not in queries.permissions_of(here.agent.person_id, here.organisation.pk)
    assert queries.permissions_of(here.supervisor.person_id, there.organisation.pk) == frozenset()


def test_an_organisation_may_not_be_its_own_ancestor(towns):
    below = operations.add_organisation(SYSTEM, kind="town", name="Below", parent=towns.here.organisation)
    assert queries.descendants(towns.here.organisation.pk) == [towns.here.organisation.pk, below.pk]


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_managers_who_remove_each_other_leave_one(towns):
    barrier, refusals = threading.Barrier(2), []

    def remove(membership):
        barrier.wait()
        try:
            operations.remove_member(SYSTEM, membership=membership)
        except ValidationError as error:
            refusals.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=remove, args=[one]) for one in (towns.here.supervisor, towns.here.administrator)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refusals) == 1
    assert Membership.objects.filter(organisation=towns.here.organisation).count() == 2
