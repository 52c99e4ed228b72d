# SPDX-License-Identifier: AGPL-3.0-or-later
"""The agents' side: who gets in, and for which organisation."""

from __future__ import annotations

import re
import time

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.test import Client

from parvis.kernel.accounts.operations import create_person
from parvis.kernel.accounts.sign_in_links import send_sign_in_link
from parvis.kernel.audit.actors import SYSTEM
from parvis.kernel.notifications.models import OutgoingMessage
from parvis.kernel.organisations.operations import add_member

pytestmark = pytest.mark.django_db
DESK = "/agents/"


def test_a_visitor_signs_in_first(client):
    assert client.get(DESK)["Location"] == "/compte/connexion/?next=/agents/"


def test_a_password_alone_does_not_open_the_desk(client, towns, second_factor_needed):
    client.force_login(towns.here.agent.person)
    for path in (DESK, "/agents/organisation/", "/it/"):
        assert client.get(path)["Location"].startswith("/agents/securite/")
    assert client.get("/agents/securite/").status_code == 200


def test_with_a_second_factor_the_desk_opens(client, towns, second_factor_needed):
    totp.TOTP.activate(towns.here.agent.person, totp.generate_totp_secret())
    client.force_login(towns.here.agent.person)
    assert client.get(DESK).status_code == 200
    assert client.get("/agents/securite/?next=/agents/")["Location"] == "/agents/"
    assert client.get("/agents/securite/?next=//evil.example")["Location"] == "/agents/"


def test_a_resident_has_no_desk(client, no_second_factor):
    client.force_login(create_person(SYSTEM, email="resident@example.fr", verified=True))
    assert client.get(DESK).status_code == 403


def test_an_agent_signs_in_anew_each_day(client, towns, no_second_factor):
    client.force_login(towns.here.agent.person)
    assert client.get(DESK).status_code == 200
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time() - 13 * 3600}]
    session["account_authentication_methods_user"] = str(towns.here.agent.person_id)
    session.save()
    assert client.get(DESK)["Location"].startswith("/compte/connexion/")


def test_management_pages_are_for_managers(client, towns, no_second_factor):
    client.force_login(towns.here.agent.person)
    assert client.get("/agents/organisation/").status_code == 403
    client.force_login(towns.here.supervisor.person)
    page = client.get("/agents/organisation/").content.decode()
    assert "agent here" in page
    assert "agent there" not in page


def test_members_of_another_town_do_not_exist(client, towns, no_second_factor):
    client.force_login(towns.here.administrator.person)
    key, team = towns.there.agent.pk, towns.there.team.pk
    assert client.get(f"/agents/organisation/membres/{key}/").status_code == 404
    assert client.post(f"/agents/organisation/membres/{key}/retirer/").status_code == 404
    assert client.get(f"/agents/organisation/equipes/{team}/").status_code == 404


def test_a_form_cannot_give_a_role_that_it_does_not_offer(client, towns, no_second_factor):
    client.force_login(towns.here.supervisor.person)
    answer = client.post(f"/agents/organisation/membres/{towns.here.agent.pk}/", {"role": "it"})
    assert answer.status_code == 422
    towns.here.agent.refresh_from_db()
    assert towns.here.agent.role == "agent"


def test_an_agent_of_two_towns_chooses(client, towns, no_second_factor):
    person = towns.here.supervisor.person
    add_member(SYSTEM, person=person, organisation=towns.there.organisation, role="agent")
    client.force_login(person)
    assert client.get("/agents/organisation/").status_code == 200
    client.post("/agents/organisation/choisir/", {"organisation": towns.there.organisation.pk})
    assert client.get("/agents/organisation/").status_code == 403
    assert client.get(DESK).status_code == 200


def test_nobody_chooses_a_town_that_is_not_theirs(client, towns, no_second_factor):
    client.force_login(towns.here.agent.person)
    answer = client.post("/agents/organisation/choisir/", {"organisation": towns.there.organisation.pk})
    assert answer.status_code == 403
    assert client.post("/agents/organisation/choisir/", {"organisation": "' OR 1=1"}).status_code == 403


def test_an_agent_who_signs_in_arrives_at_the_desk_and_a_resident_in_their_space(client, towns):
    agent = towns.here.agent.person
    resident = create_person(SYSTEM, email="resident@example.fr", verified=True)
    for person, landing in ((agent, DESK), (resident, "/me/")):
        person.set_password("un-mot-de-passe-long")
        person.save()
        sent = {"login": person.email, "password": "un-mot-de-passe-long"}
        assert Client().post("/compte/connexion/", sent)["Location"] == landing
        assert Client().post("/compte/connexion/?next=/signalements/", sent)["Location"] == "/signalements/"


def test_a_sign_in_link_leads_an_agent_to_the_desk(towns):
    agent = towns.here.agent.person
    send_sign_in_link(SYSTEM, person=agent, next_url="/me/")
    (path,) = re.findall(r"/preuve/\S+", OutgoingMessage.objects.latest("created_at").url)
    assert Client().post(path)["Location"] == DESK


def test_whoever_invites_reads_what_each_role_may_do(client, towns, no_second_factor):
    client.force_login(towns.here.supervisor.person)
    page = client.get("/agents/organisation/inviter/").content.decode()
    for duty in ("Répond au téléphone", "Traite les dossiers", "consulte les chiffres"):
        assert duty in page
