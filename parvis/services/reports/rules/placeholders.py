# SPDX-License-Identifier: AGPL-3.0-or-later
"""Response templates: `{reference}` and its like, replaced once and never interpreted."""

from __future__ import annotations

import re
from collections.abc import Mapping

PLACEHOLDERS = ("reference", "category", "address", "promised_date", "team", "town", "reported_date")
_PATTERN = re.compile(r"\{([a-z_]{1,32})\}")


def unknown_placeholders(text: str) -> list[str]:
    """Names between braces that no report has, in their order."""
    return [name for name in _PATTERN.findall(text) if name not in PLACEHOLDERS]


def substitute(text: str, values: Mapping[str, str]) -> str:
    """`text` with its known placeholders replaced.

    One pass: what a value contains is never looked at again, so a report whose address reads
    `{reference}` stays as typed. Unknown names stay as they are.
    """
    return _PATTERN.sub(lambda match: values.get(match[1], match[0]), text)
