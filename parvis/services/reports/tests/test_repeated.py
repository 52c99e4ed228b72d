# SPDX-License-Identifier: AGPL-3.0-or-later
"""The same words sent twice are one, until something else is said."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from parvis.kernel.audit.actors import anonymous
from parvis.services.reports import operations
from parvis.services.reports.models import Event, Note
from parvis.services.reports.tests.conftest import report_of

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def test_a_note_and_a_message_sent_twice_are_written_and_sent_once(submit: Any, desk: Any) -> None:
    told = submit()
    sent = [NOW, NOW + timedelta(seconds=1), NOW + timedelta(minutes=30)]
    for at in sent[:2]:
        operations.add_note(desk.agent, report_id=told.report_id, text="Vu.", at=at)
        operations.send_message(desk.agent, report_id=told.report_id, text="Nous passons.", at=at)
    assert (Note.objects.count(), Event.objects.filter(kind="message").count()) == (1, 1)
    operations.add_note(desk.supervisor, report_id=told.report_id, text="Vu.", at=sent[1])
    operations.send_message(desk.supervisor, report_id=told.report_id, text="Nous passons.", at=sent[1])
    assert (Note.objects.count(), Event.objects.filter(kind="message").count()) == (2, 2)
    operations.send_message(desk.supervisor, report_id=told.report_id, text="Nous passons.", at=sent[2])
    assert Event.objects.filter(kind="message").count() == 3


def test_the_same_answer_sent_twice_is_one_until_something_else_is_said(submit: Any, desk: Any) -> None:
    told = submit()
    for minute in (0, 1):
        operations.reply(anonymous(), token=told.follow_token, text="Oui.", at=NOW + timedelta(minutes=minute))
    assert Event.objects.filter(kind="reply").count() == 1
    operations.send_message(desk.agent, report_id=told.report_id, text="Et le portail ?", at=NOW + timedelta(minutes=2))
    operations.reply(anonymous(), token=told.follow_token, text="Oui.", at=NOW + timedelta(minutes=3))
    operations.reply(anonymous(), token=told.follow_token, text="Oui !", at=NOW + timedelta(minutes=4))
    assert Event.objects.filter(kind="reply").count() == 3


@pytest.mark.parametrize(("resolved", "state"), [(True, "resolved"), (False, "reported")])
def test_solved_or_not_sent_twice_is_noted_once_and_not_refused(
    submit: Any, desk: Any, resolved: bool, state: str
) -> None:
    told = submit(at=NOW)
    operations.change_state(desk.agent, report_id=told.report_id, target="resolved", at=NOW)
    for minute in (1, 2):
        at = NOW + timedelta(minutes=minute)
        text = "" if resolved else "Il bouge."
        operations.answer_resolved(anonymous(), token=told.follow_token, resolved=resolved, text=text, at=at)
    assert Event.objects.filter(kind="reply").count() == 1
    assert report_of(told).state == state
