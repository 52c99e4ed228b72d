# SPDX-License-Identifier: AGPL-3.0-or-later
"""Seconds of a service day as people read them."""

from __future__ import annotations

DAY_S = 86_400
_MINUTE = 60


def clock(seconds: int, language: str = "fr") -> str:
    """The time of day: "7 h 05" in French, "07:05" in English; after midnight the hours begin again."""
    hours, minutes = divmod(seconds % DAY_S // _MINUTE, 60)
    return f"{hours:02}:{minutes:02}" if language.startswith("en") else f"{hours} h {minutes:02}"


def in_figures(seconds: int) -> str:
    """The time of day for the cells of a table: "07:05"; after midnight the hours begin again."""
    hours, minutes = divmod(seconds % DAY_S // _MINUTE, 60)
    return f"{hours:02}:{minutes:02}"
