# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may open what: agents of another organisation see nothing, each page asks for its right."""

from __future__ import annotations

import pytest
from django.test import Client

from parvis.kernel.accounts.operations import create_person
from parvis.kernel.audit.actors import SYSTEM
from parvis.services.reports.tests.agents.conftest import DESK
from parvis.services.reports.tests.conftest import report_of

READ, TREAT, CALL, SUPERVISE = "read", "treat", "call", "supervise"
PAGES = [
    ("get", "", READ),
    ("get", "points.json?bbox=2,46,3,47", READ),
    ("get", "{reference}/", READ),
    ("get", "{reference}/journal/", READ),
    ("get", "{reference}/nouvelles/", READ),
    ("get", "{reference}/bon-de-travail.pdf", READ),
    ("get", "tournee/", READ),
    ("get", "tournee/feuille.pdf", READ),
    ("get", "tournee/terrain/", TREAT),
    ("post", "tournee/{reference}/", TREAT),
    ("get", "lot/", TREAT),
    ("post", "{reference}/etat/", TREAT),
    ("post", "{reference}/affectation/", TREAT),
    ("post", "{reference}/moi/", TREAT),
    ("post", "{reference}/note/", TREAT),
    ("post", "{reference}/message/", TREAT),
    ("get", "{reference}/modifier/", TREAT),
    ("get", "{reference}/separer/", TREAT),
    ("get", "{reference}/photos/", TREAT),
    ("get", "telephone/", CALL),
    ("get", "telephone/appels/", CALL),
    ("get", "telephone/sujets.json", CALL),
    ("get", "telephone/precisions/", CALL),
    ("get", "chiffres/", SUPERVISE),
    ("get", "chiffres/cellules.json", SUPERVISE),
    ("get", "chiffres/signalements.csv", SUPERVISE),
    ("get", "chiffres/signalements.parquet", SUPERVISE),
    ("get", "reglages/", SUPERVISE),
    ("get", "reglages/aiguillage/", SUPERVISE),
    ("get", "reglages/categories/", SUPERVISE),
    ("get", "reglages/categories/nouvelle/", SUPERVISE),
    ("get", "reglages/textes/", SUPERVISE),
    ("get", "reglages/textes/nouveau/", SUPERVISE),
    ("get", "reglages/partenaires/", SUPERVISE),
    ("get", "reglages/partenaires/nouveau/", SUPERVISE),
    ("get", "reglages/cles/", SUPERVISE),
]
HELD = {
    "agent": {READ, TREAT},
    "caller": {READ, CALL},
    "supervisor": {READ, TREAT, CALL, SUPERVISE},
}


@pytest.mark.parametrize("role", HELD)
def test_each_role_opens_its_pages_and_no_other(desk, submit, signed_in, role):
    reference = submit().reference
    client = signed_in(getattr(desk, role))
    for method, path, right in PAGES:
        status = getattr(client, method)(DESK + path.format(reference=reference)).status_code
        if right in HELD[role]:
            assert status in (200, 302, 409, 422), f"{role} {path}: {status}"
        else:
            assert status == 403, f"{role} {path}: {status}"


def test_an_agent_of_another_town_finds_nothing(desk, other_desk, submit, signed_in):
    told = submit()
    stranger = signed_in(other_desk.supervisor)
    for method, path, _right in PAGES:
        if "{reference}" in path:
            assert getattr(stranger, method)(DESK + path.format(reference=told.reference)).status_code == 404, path
    assert told.reference not in stranger.get(f"{DESK}?file=tous").content.decode()
    assert f"row-{told.reference}" not in stranger.get(f"{DESK}?q={told.reference}").content.decode()
    assert stranger.get(f"{DESK}points.json?bbox=-180,-90,180,90&file=tous").json()["features"] == []
    assert told.reference not in b"".join(stranger.get(f"{DESK}chiffres/signalements.csv")).decode()
    assert report_of(told).version == 1


def test_an_absent_reference_answers_as_another_towns(agent, desk):
    assert agent.get(f"{DESK}SIG-2026-99999/").status_code == 404


def test_residents_and_strangers_stay_outside(desk, submit):
    reference = submit().reference
    for method, path, _right in PAGES:
        answer = getattr(Client(), method)(DESK + path.format(reference=reference))
        assert answer.status_code == 302, path
        assert "next=" in answer["Location"]
    resident = Client()
    resident.force_login(create_person(SYSTEM, email="marie@exemple.fr", verified=True))
    for method, path, _right in PAGES:
        status = getattr(resident, method)(DESK + path.format(reference=reference)).status_code
        assert status in (302, 403), path
    assert reference not in resident.get(DESK).content.decode()


def test_nothing_of_the_desk_is_kept_by_a_cache(agent, submit):
    submit()
    answer = agent.get(DESK)
    assert "no-store" in answer["Cache-Control"]
    assert "HX-Request" in answer["Vary"]
