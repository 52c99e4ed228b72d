# SPDX-License-Identifier: AGPL-3.0-or-later
"""A journey as an event of a calendar (iCalendar, RFC 5545)."""

from __future__ import annotations

from datetime import UTC, datetime

_LONGEST_OCTETS = 73


def event(*, uid: str, begin: datetime, end: datetime, title: str, text: str, url: str, now: datetime) -> bytes:
    """One event, as a file."""
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Parvis//Journeys//FR", "BEGIN:VEVENT", f"UID:{uid}",
        f"DTSTAMP:{_utc(now)}", f"DTSTART:{_utc(begin)}", f"DTEND:{_utc(end)}", f"SUMMARY:{_escaped(title)}",
        f"DESCRIPTION:{_escaped(text)}", f"URL:{url}", "END:VEVENT", "END:VCALENDAR",
    ]  # fmt: skip
    return b"".join(_folded(line) for line in lines)


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    """TEXT values escape these (3.3.11)."""
    for plain, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r\n", "\\n"), ("\n", "\\n"), ("\r", "\\n")):
        text = text.replace(plain, written)
    return text


def _folded(line: str) -> bytes:
    """Lines of at most 75 octets, those that follow beginning with a space (3.1); no letter is cut in two."""
    parts, current = [], b""
    for letter in line:
        octets = letter.encode()
        if len(current) + len(octets) > _LONGEST_OCTETS:
            parts.append(current)
            current = b""
        current += octets
    return b"\r\n ".join([*parts, current]) + b"\r\n"
