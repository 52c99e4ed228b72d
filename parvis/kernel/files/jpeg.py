# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a JPEG's markers tell before anything is decoded (ITU-T T.81, annex B).

A progressive JPEG may send its picture in as many scans as it likes, and an empty scan over 64 megapixels
takes a hundred bytes and five milliseconds: 15 MB of them would hold a decoder for a quarter of an hour.
Encoders write ten scans, twenty at most.
"""

from __future__ import annotations

import re
from typing import Final

MOST_SCANS: Final = 100
_END, _SCAN = 0xD9, 0xDA
_MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")
"""Inside a scan, 0xFF stands before 0x00 (stuffing) or 0xD0 to 0xD7 (restart); anything else is a marker."""


def scans(data: bytes, *, most: int = MOST_SCANS) -> int:
    """How many scans the picture has, counted as far as `most` + 1; what follows its end (a film, a second picture)
    does not count."""
    found, at = 0, 2
    while found <= most and (marker := _MARKER.search(data, at)):
        at, kind = marker.end(), data[marker.end() - 1]
        if kind == _END:
            break
        found += kind == _SCAN
        at += int.from_bytes(data[at : at + 2], "big")
    return found
