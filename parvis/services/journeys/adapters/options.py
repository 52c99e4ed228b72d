# SPDX-License-Identifier: AGPL-3.0-or-later
"""What other services offer for the same way: asked together, each with little time, so that none holds up the page."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLate
from typing import Any

import structlog
from django.db import connection
from django.utils import translation

from parvis.kernel.registry import contributions
from parvis.kernel.registry.extension_points.journey_options import JourneyOption, JourneyOptions, JourneyQuestion

LIMIT_S = 0.3
MOST = 3
_AT_ONCE = 4

log = structlog.get_logger(__name__)
_pool = ThreadPoolExecutor(max_workers=_AT_ONCE, thread_name_prefix="journey-options")
_busy: set[int] = set()
_lock = threading.Lock()


def options_for(question: JourneyQuestion, *, limit_s: float = LIMIT_S) -> list[JourneyOption]:
    """The offers that came in time. A service that still works on an earlier question is not asked again meanwhile."""
    until = time.monotonic() + limit_s
    waiting = [one for source in contributions("journey_options") if (one := _begun(source, question)) is not None]
    return [option for one in waiting for option in _in_time(one, until)]


def _begun(source: JourneyOptions, question: JourneyQuestion) -> Future[list[JourneyOption]] | None:
    key = id(source)
    with _lock:
        if key in _busy or len(_busy) >= _AT_ONCE:
            return None
        _busy.add(key)
    return _pool.submit(_asked, source, question, translation.get_language() or "fr", lambda: _busy.discard(key))


def _asked(source: Any, question: JourneyQuestion, language: str, done: Callable[[], None]) -> list[JourneyOption]:
    try:
        with translation.override(language):
            return [option for option, _number in zip(source.options(question), range(MOST), strict=False)]
    finally:
        done()
        connection.close()


def _in_time(waiting: Future[list[JourneyOption]], until: float) -> list[JourneyOption]:
    try:
        return waiting.result(timeout=max(0.0, until - time.monotonic()))
    except TooLate:
        log.warning("journeys.option_too_late")
    except Exception:
        log.exception("journeys.option_failed")
    return []
