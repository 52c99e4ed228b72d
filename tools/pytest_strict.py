# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two kinds of luck that tests must not lean on: the order of unordered rows, and undefined template variables."""

from __future__ import annotations

import random
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db.models.query import QuerySet
from django.template import engines

ROOT = str(Path(__file__).resolve().parents[1] / "parvis")


@pytest.fixture(autouse=True)
def rows_without_an_order_come_shuffled(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A queryset without an order gives its rows in any order, as PostgreSQL may; the same one for the same test."""
    dice = random.Random(request.node.nodeid)  # noqa: S311 - not a secret
    fetch = QuerySet._fetch_all

    def fetch_shuffled(self: QuerySet[Any]) -> None:
        fresh = self._result_cache is None
        fetch(self)
        if fresh and len(self._result_cache) > 1 and not self.ordered and not self.query.combinator:
            dice.shuffle(self._result_cache)

    monkeypatch.setattr(QuerySet, "_fetch_all", fetch_shuffled)


class UndefinedVariable(AssertionError):  # noqa: N818
    """A template of ours names something that its context lacks."""


class _Detector(str):
    """Stands in Django's `string_if_invalid`; asked to name the variable, it fails the test instead."""

    __slots__ = ()

    def __contains__(self, _part: object) -> bool:
        return True

    def __bool__(self) -> bool:
        return True

    def __mod__(self, variable: object) -> str:
        frame = sys._getframe(1)
        context = frame.f_locals.get("context")
        template = getattr(context, "template", None)
        origin = str(getattr(getattr(template, "origin", None), "name", ""))
        if not origin.startswith(ROOT):
            return ""
        token = getattr(frame.f_locals.get("self"), "token", "")
        raise UndefinedVariable(f"{origin.removeprefix(ROOT)}: “{variable}” is undefined (in “{token}”)")


@pytest.fixture(autouse=True)
def undefined_template_variables_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    """Django renders an undefined variable as nothing; here it fails the test, in our own templates."""
    engine = engines["django"].engine
    monkeypatch.setattr(engine, "string_if_invalid", _Detector("%s"))
