# SPDX-License-Identifier: AGPL-3.0-or-later
"""The round of the night: every app is asked, and one that fails does not keep the others' rows."""

from __future__ import annotations

import pytest

from parvis.kernel.jobs import operations
from parvis.kernel.jobs.timetable import entries
from parvis.kernel.registry import contributions

pytestmark = pytest.mark.django_db


class App:
    def __init__(self, failure: Exception | None = None) -> None:
        self.asked, self.failure = 0, failure

    def clean(self) -> dict[str, int]:
        self.asked += 1
        if self.failure:
            raise self.failure
        return {"rows": 3}


def test_the_round_is_in_the_timetable() -> None:
    assert "jobs.clean_apps" in {line.job.name for line in entries()}


def test_the_accounts_are_asked() -> None:
    modules = {type(app).__module__ for app in contributions("housekeeping")}
    assert "parvis.kernel.accounts.housekeeping" in modules
    operations.clean_apps()


def test_one_that_fails_does_not_stop_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    apps = [App(), App(ValueError("broken")), App()]
    monkeypatch.setattr(operations, "contributions", lambda _point: apps)
    with pytest.raises(ExceptionGroup):
        operations.clean_apps()
    assert [app.asked for app in apps] == [1, 1, 1]
