# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an operation promises: once, whole, refused in words, and only to whom it belongs."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection

from parvis.kernel.accounts.operations import create_person
from parvis.kernel.audit.actors import SYSTEM, Actor, anonymous
from parvis.services.specimen import operations, queries
from parvis.services.specimen.contributions import personal_data
from parvis.services.specimen.models import Case
from parvis.services.specimen.rules import Conflict, NotFound, Refused, State
from parvis.services.specimen.tests.conftest import KEY

NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)


def test_a_request_gets_a_reference_and_a_link(submit: Any) -> None:
    told = submit(at=NOON)
    assert told.reference == "SPE-2026-00001"
    case = queries.followed(told.token)
    assert case is not None
    assert case.state == State.WAITING


def test_a_forged_link_opens_nothing(submit: Any) -> None:
    token = submit().token
    assert queries.followed(token[:-1] + ("A" if token[-1] != "A" else "B")) is None
    assert queries.followed("1") is None


def test_sending_twice_is_one_request(submit: Any) -> None:
    first, second = submit(client_key=KEY), submit(client_key=KEY)
    assert (second.reference, second.created) == (first.reference, False)
    assert Case.objects.count() == 1


@pytest.mark.parametrize(
    ("values", "field"), [({"text": "  "}, "text"), ({"text": "x" * 4_001}, "text"), ({"email": "no address"}, "email")]
)
def test_bad_input_is_refused_and_nothing_is_written(submit: Any, values: dict[str, str], field: str) -> None:
    with pytest.raises(Refused) as refused:
        submit(**values)
    assert refused.value.field == field
    assert Case.objects.count() == 0


def test_floods_are_kept_out(submit: Any) -> None:
    for _turn in range(10):
        submit()
    with pytest.raises(Refused) as refused:
        submit()
    assert refused.value.too_many


def test_an_agent_answers_once(submit: Any, desk: SimpleNamespace) -> None:
    reference = submit().reference
    case = operations.answer(desk.agent, reference=reference, text="À l’accueil.", expected_version=1)
    assert (case.state, case.version) == (State.ANSWERED, 2)
    with pytest.raises(Conflict):
        operations.answer(desk.agent, reference=reference, text="Ailleurs.", expected_version=1)
    with pytest.raises(Refused):
        operations.answer(desk.agent, reference=reference, text="Ailleurs.", expected_version=2)
    assert Case.objects.get().answer == "À l’accueil."


def test_another_organisation_and_residents_see_nothing(
    submit: Any, other_desk: SimpleNamespace, resident: Actor
) -> None:
    reference = submit().reference
    for actor in (other_desk.agent, resident):
        assert not queries.cases_for(actor).exists()
        with pytest.raises(NotFound):
            operations.answer(actor, reference=reference, text="Moi.")


def test_old_requests_forget_who_asked(submit: Any, desk: SimpleNamespace) -> None:
    reference = submit(email="marie@example.org", at=NOON).reference
    operations.answer(desk.agent, reference=reference, text="Oui.", at=NOON)
    assert operations.anonymise_answered(SYSTEM, before=NOON - timedelta(days=1)) == 0
    assert operations.anonymise_answered(SYSTEM, before=NOON + timedelta(days=1)) == 1
    case = Case.objects.get()
    assert (case.email, case.address_hash, case.text, case.answer) == ("", "", "…", "…")
    assert operations.anonymise_answered(SYSTEM, before=NOON + timedelta(days=1)) == 0


def test_a_person_takes_their_data_and_has_them_erased(submit: Any, desk: SimpleNamespace) -> None:
    person = create_person(SYSTEM, email="marie@example.org", full_name="Marie Petit", verified=True)
    actor = Actor(kind="person", label="Marie Petit", person=person)
    answered, _waiting = submit(actor), submit(anonymous(), email="marie@example.org")
    operations.answer(desk.agent, reference=answered.reference, text="Oui.")
    assert len(list(personal_data.export(person))) == 2
    done = personal_data.erase(person)
    assert (done.deleted, done.anonymised) == (1, 1)
    assert list(personal_data.export(person)) == []
    assert personal_data.erase(person) == type(done)()


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_at_once_get_two_references(submit: Any) -> None:
    barrier, found = threading.Barrier(2), []

    def send(number: int) -> None:
        barrier.wait()
        try:
            found.append(submit(anonymous(address_hash=str(number) * 64)).reference)
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=[number]) for number in (1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 2
