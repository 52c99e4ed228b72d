# SPDX-License-Identifier: AGPL-3.0-or-later
"""Demo data and real data are never mixed, and an interrupted demo starts again from nothing."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model

from parvis.kernel.registry.demonstration import DemoLogin
from parvis.project.command import demo
from parvis.project.command.console import Exit, Refusal
from parvis.project.demonstration.mark import DemoState, demo_state, read_mark, write_mark

pytestmark = pytest.mark.django_db


def state() -> DemoState:
    return demo_state(read_mark())


def test_an_empty_database_may_take_the_demo() -> None:
    assert state() is DemoState.EMPTY


def test_one_real_account_keeps_the_demo_away() -> None:
    get_user_model().objects.create_user("maire@valorne.example", "a long enough password")
    assert state() is DemoState.REAL
    with pytest.raises(Refusal) as refused:
        demo._prepare(60_000, 1, "password")
    assert refused.value.code is Exit.REFUSED
    assert get_user_model().objects.count() == 1


def test_an_interrupted_loading_is_known_for_what_it_is() -> None:
    write_mark(population=60_000, seed=1, ready=False)
    get_user_model().objects.create_user("resident@demo.valorne.example", "a long enough password")
    assert state() is DemoState.LOADING


def test_a_whole_demo_is_not_loaded_again_and_remembers_who_may_sign_in(monkeypatch: pytest.MonkeyPatch) -> None:
    logins = [DemoLogin(email="agent@demo.valorne.example", who="agente de la voirie")]
    write_mark(population=60_000, seed=1, ready=False)
    write_mark(population=60_000, seed=1, ready=True, logins=logins)
    assert state() is DemoState.READY
    monkeypatch.setattr(demo, "_load", lambda *_arguments: pytest.fail("loaded again"))
    demo._prepare(60_000, 1, "password")
    mark = read_mark()
    assert mark is not None
    assert list(mark.logins) == logins
