# SPDX-License-Identifier: AGPL-3.0-or-later
"""A disk without room is said in one sentence, before the work and when the work ends for want of it."""

from __future__ import annotations

import shutil
from collections import namedtuple
from collections.abc import Callable

import psycopg
import pytest

from parvis.project.command.app import _explain
from parvis.project.command.console import Exit, Refusal
from parvis.project.command.room import demo_needs_mb, require_room

Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def left(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Sets how many megabytes the disk has left."""
    return lambda free_mb: monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(0, 0, free_mb * 2**20))


def test_a_demo_asks_for_its_room_first(left: Callable[[int], None]) -> None:
    left(799)
    with pytest.raises(Refusal, match="799"):
        require_room(demo_needs_mb(60_000))
    left(800)
    require_room(demo_needs_mb(60_000))


@pytest.mark.parametrize("error", [psycopg.OperationalError("the connection is lost"), OSError(28, "No space left")])
def test_what_ends_for_want_of_room_says_so(left: Callable[[int], None], error: Exception) -> None:
    left(9)
    sentence, code = _explain(error)
    assert "lost" not in sentence
    assert "full" in sentence or "plein" in sentence
    assert code == Exit.FAILED
    left(900)
    assert "full" not in _explain(error)[0]
    assert "plein" not in _explain(error)[0]
