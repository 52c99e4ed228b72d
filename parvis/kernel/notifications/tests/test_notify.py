# SPDX-License-Identifier: AGPL-3.0-or-later
"""A message is written with its transaction, goes where the person wants, once, and says how it ended."""

from __future__ import annotations

import datetime as dt
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction

from parvis.kernel.accounts.models import Person
from parvis.kernel.audit.actors import SYSTEM, anonymous
from parvis.kernel.jobs import run_all_jobs
from parvis.kernel.notifications import operations, queries
from parvis.kernel.notifications.channels.base import Found, Outgoing, PermanentFailure, TemporaryFailure
from parvis.kernel.notifications.models import InboxMessage, OutgoingMessage, Refusal
from parvis.kernel.notifications.operations import delivery
from parvis.kernel.notifications.recipients import Recipient
from parvis.kernel.notifications.rules import Channel, State, after_quiet_hours
from parvis.kernel.notifications.settings import NotificationsSettings

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 11, 22, 11, tzinfo=dt.UTC)


def write(**changes: Any) -> int:
    values: dict[str, Any] = {
        "recipient": Recipient(email="Ada@Example.org"),
        "kind": "reports.status",
        "key": "reports-1-1",
        "subject": "Votre signalement SIG-2026-00001 avance",
        "body_text": "Le lampadaire est réparé.\n\nMerci.",
        "url": "http://127.0.0.1:8000/signalements/x/",
    }
    return operations.notify(**{**values, **changes})


def mails(var_dir: Path) -> list[Any]:
    return [message_from_bytes(path.read_bytes(), policy=policy.default) for path in sorted(var_dir.glob("mail/*.eml"))]


@pytest.fixture
def person() -> Person:
    return Person.objects.create_user("ada@example.org", full_name="Ada", phone="+33612345678")


def options(monkeypatch: pytest.MonkeyPatch, **changes: Any) -> NotificationsSettings:
    """Sets the table `[notifications]` for one test."""
    made = NotificationsSettings(**changes)
    for module in ("writing", "delivery"):
        monkeypatch.setattr(f"parvis.kernel.notifications.operations.{module}.service_settings", lambda _slug: made)
    return made


def test_an_e_mail_leaves_whole(var_dir: Path) -> None:
    assert write() == 1
    run_all_jobs()
    (mail,) = mails(var_dir)
    assert mail["To"] == "ada@example.org"
    assert mail["Subject"] == "Votre signalement SIG-2026-00001 avance"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    text, html = (part.get_content() for part in mail.iter_parts())
    assert "Le lampadaire est réparé." in text
    assert "http://127.0.0.1:8000/signalements/x/" in text
    assert 'href="http://127.0.0.1:8000/signalements/x/"' in html
    row = OutgoingMessage.objects.get()
    assert (row.state, row.attempts, row.lease_until) == (State.SENT, 1, None)


def test_the_same_key_leaves_once_however_often_it_is_written(var_dir: Path) -> None:
    assert [write(), write(), write(subject="other words")] == [1, 0, 0]
    run_all_jobs()
    write()
    run_all_jobs()
    operations.deliver(OutgoingMessage.objects.get().pk)
    assert len(mails(var_dir)) == 1


def test_a_message_of_a_transaction_that_rolls_back_never_leaves(var_dir: Path) -> None:
    def write_and_fail() -> None:
        with transaction.atomic():
            write()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_and_fail()
    assert run_all_jobs() == 0
    assert mails(var_dir) == []


def test_markup_and_newlines_in_texts_stay_text(var_dir: Path) -> None:
    write(subject="a\r\nBcc: evil@example.org", body_text="<script>alert(1)</script> {{ 7*7 }} {% now %}")
    run_all_jobs()
    (mail,) = mails(var_dir)
    assert mail["Bcc"] is None
    assert mail["Subject"] == "a Bcc: evil@example.org"
    text, html = (part.get_content() for part in mail.iter_parts())
    assert "<script>alert(1)</script> {{ 7*7 }} {% now %}" in text
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_a_person_gets_it_in_their_space_and_by_the_channels_that_they_chose(
    person: Person, var_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    options(monkeypatch, sms_provider="file")
    with time_machine.travel(NOON, tick=False):
        assert write(recipient=Recipient(person=person)) == 1
        person.preferences = {"channels": {"*": ["email"], "reports.status": ["sms"]}}
        person.save()
        assert write(recipient=Recipient(person=person), key="second") == 1
        person.preferences = {"channels": {"*": []}}
        person.save()
        assert write(recipient=Recipient(person=person), key="third") == 0
        assert write(recipient=Recipient(person=person), key="fourth", kind="accounts.proof") == 1
        run_all_jobs()
    assert sorted(OutgoingMessage.objects.values_list("channel", flat=True)) == ["email", "email", "sms"]
    assert InboxMessage.objects.filter(person=person).count() == 4
    assert queries.unread_count(person) == 4
    (sms,) = var_dir.glob("sms/*.txt")
    assert sms.read_text() == (
        "+33612345678\n\nVotre signalement SIG-2026-00001 avance http://127.0.0.1:8000/signalements/x/\n"
    )


def test_bare_addresses_get_the_e_mail_else_the_sms(monkeypatch: pytest.MonkeyPatch) -> None:
    options(monkeypatch, sms_provider="file")
    write(recipient=Recipient(email="a@example.org", phone="+33612345678"), key="both")
    write(recipient=Recipient(phone="+33612345678"), key="phone")
    write(recipient=Recipient(), key="nobody")
    write(recipient=Recipient(email="a@example.org", phone="+33612345678"), key="told", channels=["sms"])
    channels = dict(OutgoingMessage.objects.values_list("key", "channel"))
    assert channels == {"both:email": "email", "phone:sms": "sms", "told:sms": "sms"}


def test_without_an_sms_provider_no_sms_is_written() -> None:
    assert write(recipient=Recipient(phone="+33612345678")) == 0


@pytest.mark.parametrize(
    ("now", "expected"),
    [("22T20:59", "22T20:59"), ("22T21:00", "23T08:00"), ("22T03:00", "22T08:00"), ("22T08:00", "22T08:00")],
)
def test_quiet_hours_put_off_to_the_morning(now: str, expected: str) -> None:
    zone = dt.timezone(dt.timedelta(hours=1))
    moment, morning = (dt.datetime.fromisoformat(f"2026-11-{text}").replace(tzinfo=zone) for text in (now, expected))
    assert after_quiet_hours(moment, quiet_from=21, quiet_until=8) == morning


def test_an_sms_written_at_night_leaves_in_the_morning_unless_urgent(
    monkeypatch: pytest.MonkeyPatch, var_dir: Path
) -> None:
    options(monkeypatch, sms_provider="file")
    to = Recipient(phone="+33612345678")
    with time_machine.travel(dt.datetime(2026, 11, 22, 22, tzinfo=dt.UTC), tick=False) as clock:
        write(recipient=to)
        write(recipient=to, key="urgent", urgent=True)
        run_all_jobs()
        assert len(list(var_dir.glob("sms/*.txt"))) == 1
        clock.move_to(dt.datetime(2026, 11, 23, 7, 0, tzinfo=dt.UTC))
        run_all_jobs()
    assert len(list(var_dir.glob("sms/*.txt"))) == 2


class Scripted:
    """A sender that does what a test says."""

    lease_s = 60

    def __init__(self, *acts: Any, found: Found = Found.UNKNOWN) -> None:
        self.acts, self.found, self.sent = list(acts), found, []

    def send(self, message: Outgoing, hand_over: Any) -> str:
        act = self.acts.pop(0) if self.acts else "sent"
        if isinstance(act, Exception):
            raise act
        hand_over()
        if act == "die":
            raise KeyboardInterrupt
        self.sent.append(message.key)
        return "ref-1"

    def look_up(self, _message: Outgoing) -> Found:
        return self.found


def scripted(monkeypatch: pytest.MonkeyPatch, *acts: Any, found: Found = Found.UNKNOWN) -> Scripted:
    sender = Scripted(*acts, found=found)
    monkeypatch.setattr(delivery, "sender_for", lambda _channel, _options: sender)
    return sender


def test_temporary_failures_are_retried_for_two_days_then_it_says_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    sender = scripted(monkeypatch, *[TemporaryFailure(f"try {number}") for number in range(9)])
    with time_machine.travel(NOON, tick=False) as clock:
        write()
        attempts = 0
        for _hour in range(60):
            attempts += run_all_jobs()
            clock.shift(dt.timedelta(hours=1))
        row = OutgoingMessage.objects.get()
        assert (attempts, row.attempts, row.state, row.error, sender.sent) == (9, 9, State.FAILED, "try 8", [])
        assert operations.retry_message(SYSTEM, message_id=row.pk)
        run_all_jobs()
    assert sender.sent == ["reports-1-1:email"]
    row.refresh_from_db()
    assert (row.state, row.provider_reference) == (State.SENT, "ref-1")


def test_a_dead_address_is_spared_for_a_month(monkeypatch: pytest.MonkeyPatch) -> None:
    sender = scripted(monkeypatch, PermanentFailure("550 5.1.1 no such user", address_is_dead=True))
    with time_machine.travel(NOON, tick=False) as clock:
        write()
        run_all_jobs()
        write(key="second")
        run_all_jobs()
        assert sorted(OutgoingMessage.objects.values_list("state", flat=True)) == ["dropped", "failed"]
        clock.shift(dt.timedelta(days=31))
        write(key="third")
        run_all_jobs()
    assert sender.sent == ["third:email"]


@pytest.mark.parametrize(
    ("found", "sent", "state", "doubtful"),
    [(Found.SENT, 0, State.SENT, False), (Found.NOT_SENT, 1, State.SENT, False), (Found.UNKNOWN, 1, State.SENT, True)],
)
def test_a_sender_that_died_after_handing_over_is_looked_up(
    monkeypatch: pytest.MonkeyPatch, found: Found, sent: int, state: State, doubtful: bool
) -> None:
    sender = scripted(monkeypatch, "die", found=found)
    with time_machine.travel(NOON, tick=False) as clock:
        write()
        row = OutgoingMessage.objects.get()
        with pytest.raises(KeyboardInterrupt):
            operations.deliver(row.pk)
        run_all_jobs()
        assert sender.sent == [], "its sender may be alive as long as the lease runs"
        clock.shift(dt.timedelta(seconds=61))
        run_all_jobs()
    row.refresh_from_db()
    assert (len(sender.sent), row.state, row.doubtful) == (sent, state, doubtful)


def test_a_sender_that_was_overtaken_does_not_send(monkeypatch: pytest.MonkeyPatch) -> None:
    sender = scripted(monkeypatch)
    with time_machine.travel(NOON, tick=False) as clock:
        write()
        row = OutgoingMessage.objects.get()
        slow_send = sender.send

        def slow(message: Outgoing, hand_over: Any) -> str:
            sender.send = slow_send  # the next one is quick
            clock.shift(dt.timedelta(seconds=61))
            operations.deliver(row.pk)
            return slow_send(message, hand_over)

        sender.send = slow
        operations.deliver(row.pk)
    assert sender.sent == ["reports-1-1:email"]
    row.refresh_from_db()
    assert row.state == State.SENT


def test_a_message_whose_job_was_lost_is_found(var_dir: Path) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        write()
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM procrastinate_jobs")
        clock.shift(dt.timedelta(minutes=2))
        assert operations.queue_overdue() == 1
        run_all_jobs()
    assert len(mails(var_dir)) == 1


def test_a_refusal_of_a_kind_stops_that_kind_alone(var_dir: Path) -> None:
    operations.unsubscribe(anonymous(), address="ada@example.org", kind="reports.status")
    operations.unsubscribe(anonymous(), address="ada@example.org", kind="accounts.proof")
    write()
    write(key="other", kind="reports.area")
    write(key="proof", kind="accounts.proof")
    run_all_jobs()
    states = dict(OutgoingMessage.objects.values_list("key", "state"))
    assert states == {"reports-1-1:email": "dropped", "other:email": "sent", "proof:email": "sent"}
    assert Refusal.objects.count() == 1
    operations.subscribe_again(anonymous(), address="ada@example.org", kind="reports.status")
    write(key="again")
    run_all_jobs()
    assert OutgoingMessage.objects.get(key="again:email").state == State.SENT


def test_channels_are_those_of_the_preferences_page() -> None:
    assert set(Channel.values) == {"email", "sms", "push"}
