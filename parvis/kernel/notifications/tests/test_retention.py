# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is kept of messages, and for how long."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import time_machine

from parvis.kernel.accounts.models import Person
from parvis.kernel.jobs import run_all_jobs
from parvis.kernel.notifications import operations
from parvis.kernel.notifications.models import InboxMessage, OutgoingMessage
from parvis.kernel.notifications.recipients import Recipient
from parvis.kernel.notifications.rules import State
from parvis.kernel.notifications.tests.test_notify import NOON, mails, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> Person:
    return Person.objects.create_user("ada@example.org", full_name="Ada")


def test_erasure_empties_what_was_written_to_a_person(person: Person, var_dir: Path) -> None:
    write(recipient=Recipient(person=person))
    run_all_jobs()
    write(recipient=Recipient(person=person), key="waiting")
    operations.erase_person(person)
    assert not InboxMessage.objects.exists()
    for row in OutgoingMessage.objects.all():
        assert (row.person_id, row.address, row.subject, row.body, row.url) == (None, "", "", "", "")
    run_all_jobs()
    assert len(mails(var_dir)) == 1


def test_codes_do_not_stay_in_the_outbox() -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        for kind in ("accounts.login_code", "accounts.proof", "accounts.password_changed"):
            write(key=kind, kind=kind, subject="123456 est votre code")
        run_all_jobs()
        OutgoingMessage.objects.filter(kind="accounts.proof").update(state=State.FAILED, body="Link", url="/x/")
        clock.shift(dt.timedelta(hours=23))
        operations.delete_old()
        assert not OutgoingMessage.objects.filter(subject="").exists()
        clock.shift(dt.timedelta(hours=2))
        operations.delete_old()
    rows = {row.kind: row for row in OutgoingMessage.objects.all()}
    assert {rows[kind].subject for kind in ("accounts.login_code", "accounts.proof")} == {""}
    assert (rows["accounts.proof"].body, rows["accounts.proof"].url) == ("", "")
    assert rows["accounts.proof"].state == State.DROPPED
    assert rows["accounts.login_code"].state == State.SENT
    assert rows["accounts.password_changed"].subject


def test_retention_deletes_what_has_ended() -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        write()
        run_all_jobs()
        write(key="waits", recipient=Recipient(email="b@example.org"))
        clock.shift(dt.timedelta(days=31))
        operations.delete_old()
    assert list(OutgoingMessage.objects.values_list("key", flat=True)) == ["waits:email"]


def test_codes_are_not_kept_once_sent(var_dir: Path) -> None:
    write(kind="accounts.code", body_text="Votre code : 123456")
    run_all_jobs()
    row = OutgoingMessage.objects.get()
    assert (row.state, row.body, row.url) == (State.SENT, "", "")
    assert "123456" in mails(var_dir)[0].get_body(("plain",)).get_content()
