# SPDX-License-Identifier: AGPL-3.0-or-later
"""A safety net: what looks like personal data or like a secret is cut out of every log line.

Our own code logs neither; libraries and error messages might (`Key (email)=(…) already exists`).
"""

from __future__ import annotations

import logging
import re
from collections.abc import MutableMapping
from typing import Any

# Written by ourselves, and needed whole to find a line again.
_KEPT = frozenset({"request_id", "timestamp", "level", "logger"})

# Each pattern begins where a run of its letters begins: a long word is read once, not once per letter.
_PATTERNS = (
    (re.compile(r"(?<![\w.+%-])[\w.+%-]++@[\w-]+(?:\.[\w-]+)+"), "<e-mail>"),
    # A database's complaint quotes the row: DETAIL: Key (email)=(value) already exists.
    (re.compile(r"(DETAIL:).*", re.DOTALL), r"\1 <cut>"),
    (re.compile(r"(?<![\w.:-])(?:\+|00)\d{2}[ .-]?\d(?:[ .-]?\d{2}){4}(?!\w)"), "<phone>"),
    (re.compile(r"(?<![\w.:-])0[1-9](?:[ .-]?\d{2}){4}(?!\w)"), "<phone>"),
    # Signed values and random keys: at least 22 characters with digits, small and capital letters mixed.
    (re.compile(r"(?<![\w:-])(?=[\w:-]*\d)(?=[\w:-]*[a-z])(?=[\w:-]*[A-Z])[\w:-]{22,}"), "<token>"),
)


def scrubbed(text: str) -> str:
    """The text without e-mail addresses, telephone numbers and tokens."""
    for pattern, instead in _PATTERNS:
        text = pattern.sub(instead, text)
    return text


def without_personal_data(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A structlog processor: scrubs every text of the event but those that we write ourselves."""
    for key, value in event.items():
        if isinstance(value, str) and key not in _KEPT:
            event[key] = scrubbed(value)
        elif isinstance(value, list | tuple | dict) and not key.startswith("_"):
            event[key] = scrubbed(repr(value))
    return event


class Pathless(logging.Filter):
    """For Django's line about an exception in a view: keeps the traceback, drops the path and the request."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always true: the line is written, in other words."""
        record.msg, record.args = "exception in a view", ()
        record.__dict__.pop("request", None)
        return True
