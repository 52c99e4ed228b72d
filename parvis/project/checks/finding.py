# SPDX-License-Identifier: AGPL-3.0-or-later
"""One line of the report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Finding:
    """What was looked at, whether it is well, and a sentence: what is so, or what to do."""

    name: str
    state: Literal["ok", "warning", "failed"]
    text: str


def ok(name: str, text: str) -> Finding:
    """All is well."""
    return Finding(name, "ok", text)


def warning(name: str, text: str) -> Finding:
    """It works, but somebody should look."""
    return Finding(name, "warning", text)


def failed(name: str, text: str) -> Finding:
    """It does not work; exit code 1."""
    return Finding(name, "failed", text)
