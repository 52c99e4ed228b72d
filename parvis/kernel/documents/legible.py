# SPDX-License-Identifier: AGPL-3.0-or-later
"""Text that a document's typeface can show: PDF/UA refuses a page with a character that shows as nothing."""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Mapping
from typing import Any, Final

REPLACEMENT: Final = "□"
_KEPT = {"\n", "\t"}
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn"}
_SHOWN_IN_ORDER = {"\u00ad", "\u200b", "\u200c", "\u200d"}
_NOT_SHOWN = re.compile(r'the text `"(.*)"` could not be displayed with font')
_ESCAPE = re.compile(r"\\u\{([0-9a-f]+)\}")

_known: set[str] = set()
_lock = threading.Lock()


def legible(value: Any) -> Any:
    """The same JSON value with texts rid of controls, bidirectional overrides and what no typeface of ours shows."""
    if isinstance(value, str):
        return "".join(_one(mark) for mark in value)
    if isinstance(value, Mapping):
        return {str(key): legible(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [legible(each) for each in value]
    return value


def learn(message: str) -> bool:
    """Takes the characters that the compiler says it cannot show out of its message; True when there is a new one."""
    found = _NOT_SHOWN.search(message)
    if found is None:
        return False
    text = _ESCAPE.sub(lambda code: chr(int(code[1], 16)), found[1].replace('\\"', '"').replace("\\\\", "\\"))
    with _lock:
        before = len(_known)
        _known.update(mark for mark in text if not mark.isascii() or mark in "\x00\x07")
        return len(_known) > before


def _one(mark: str) -> str:
    if mark in _KEPT:
        return mark
    if mark in _known:
        return "" if unicodedata.combining(mark) or mark == "\ufe0f" else REPLACEMENT
    if unicodedata.category(mark) in _HIDDEN and mark not in _SHOWN_IN_ORDER:
        return ""
    return mark
