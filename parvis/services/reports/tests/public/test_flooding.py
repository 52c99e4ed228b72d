# SPDX-License-Identifier: AGPL-3.0-or-later
"""Nobody fills the disk with reports that are never sent; what was written before stays."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from parvis.kernel.audit.actors import anonymous
from parvis.kernel.audit.refusals import Refused
from parvis.kernel.files.models import StoredFile
from parvis.services.reports import operations
from parvis.services.reports.models import Draft
from parvis.services.reports.operations import limits
from parvis.services.reports.tests.public.conftest import Walk, is_refused, photo_file, text_of
from parvis.services.reports.views.public import sending
from parvis.services.reports.views.public.sending import TRAP


def test_too_many_begun_reports_wait_and_the_last_one_goes_on(walk: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "_DRAFTS_PER_HOUR", 2)
    walk.begin().begin()
    answer: Any = walk.client.post(reverse("reports:begin"), {"first": "photo"})
    assert answer.status_code == 429
    assert walk.base in text_of(answer), "the report that was begun is offered again"
    assert Draft.objects.count() == 2
    assert walk.place().status_code == 302, "and takes its answers"
    with time_machine.travel(timezone.now() + timedelta(hours=1, minutes=1)):
        walk.begin()


def test_too_many_photos_wait_and_those_before_stay(walk: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "_DRAFT_PHOTOS_PER_HOUR", 1)
    walk.begin()
    answer = walk.photos([photo_file(), photo_file(name="deux.jpg")])
    assert is_refused(answer)
    assert StoredFile.objects.count() == 1
    assert Draft.objects.get().data["photos"] == [str(StoredFile.objects.get().pk)]
    assert walk.photos().status_code == 302, "the report goes on without the other"


def test_addresses_count_apart_and_agents_do_not(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "_DRAFTS_PER_HOUR", 1)
    operations.save_draft(anonymous(address_hash="1" * 64), data={})
    operations.save_draft(anonymous(address_hash="2" * 64), data={})
    for _turn in range(3):
        operations.save_draft(desk.agent, data={})
    with pytest.raises(Refused):
        operations.save_draft(anonymous(address_hash="1" * 64), data={})


def test_a_trap_touched_on_the_page_holds_the_report_without_saying_so(walk: Walk) -> None:
    walk.until_check()
    assert f'name="{TRAP}"' in text_of(walk.get("verification")), "the page sets the trap"
    assert walk.send(**{TRAP: "http://robot.example"}).status_code == 302
    assert walk.report().held_for == "spam"


def test_a_report_sent_in_no_time_is_held(walk: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "FASTEST_SECONDS", 3_600)
    walk.until_check()
    assert walk.send().status_code == 302
    assert walk.report().held_for == "spam"
