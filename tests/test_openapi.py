# SPDX-License-Identifier: AGPL-3.0-or-later
"""The HTTP API keeps its promises: a committed description guards it, and generated calls never break it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings

from tools.api_page import SNAPSHOT, described


def test_the_api_is_the_one_that_was_agreed() -> None:
    """A wanted change: `python -m tools.api_page` writes the new description, for the reviewer to read."""
    assert described() == SNAPSHOT.read_text(encoding="utf-8"), test_the_api_is_the_one_that_was_agreed.__doc__


@pytest.fixture
def connection_of_the_test(db: None) -> Iterator[None]:
    """Requests keep the test's connection and its transaction, as those of Django's own test client do."""
    ends = (request_started, request_finished)
    for end in ends:
        end.disconnect(close_old_connections)
    yield
    for end in ends:
        end.connect(close_old_connections)


@pytest.mark.usefixtures("connection_of_the_test")
def test_no_generated_call_breaks_a_route() -> None:
    """Whatever is sent to whichever route, valid or not, none answers 5xx."""
    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", get_wsgi_application())
    operations = [found.ok() for found in schema.get_all_operations()]
    assert operations
    for operation in operations:
        _call_with_all_sorts(operation)


def _call_with_all_sorts(operation: Any) -> None:
    @settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None)
    @given(case=operation.as_strategy())
    def call(case: Any) -> None:
        answer = case.call()
        assert answer.status_code < 500, f"{case.method} {case.formatted_path} answered {answer.status_code}"

    call()
