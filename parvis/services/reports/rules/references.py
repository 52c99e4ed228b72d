# SPDX-License-Identifier: AGPL-3.0-or-later
"""The short reference that people read out on the phone: `SIG-2026-00421`."""

from __future__ import annotations

import re

_PATTERN = re.compile(r"^\s*SIG[\s\-–.]*(\d{4})[\s\-–.]*0*(\d{1,9})\s*$", re.IGNORECASE | re.ASCII)


def format_reference(year: int, number: int) -> str:
    """`SIG-YYYY-NNNNN`; numbers above 99,999 take the digits that they need."""
    return f"SIG-{year:04d}-{number:05d}"


def parse_reference(text: str) -> str | None:
    """The reference in its one spelling, however it was typed (`sig 2026 421`); None when it is none."""
    match = _PATTERN.match(text[:40])
    if match is None:
        return None
    return format_reference(int(match[1]), int(match[2]))
