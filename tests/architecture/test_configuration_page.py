# SPDX-License-Identifier: AGPL-3.0-or-later
"""The operations guide names every setting that the code reads, and no other."""

from __future__ import annotations

import re
from pathlib import Path

from tools.settings_page import PAGE, page

ROOT = Path(__file__).resolve().parents[2]
INTERNAL = {"PARVIS_TEST_SUFFIX", "PARVIS_TEST_VAR", "PARVIS_NO_UV"}


def test_the_tables_are_those_of_the_code() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert page(text) == text, "run: python -m tools.settings_page"


def test_every_environment_variable_is_explained_and_real() -> None:
    sources = [path for folder in ("parvis", "tools") for path in (ROOT / folder).rglob("*.py")]
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources if "/tests/" not in path.as_posix())
    read = set(re.findall(r"\b(PARVIS_[A-Z0-9_]*[A-Z0-9])\b", text)) - INTERNAL
    explained = set(re.findall(r"`(PARVIS_[A-Z0-9_]+)`", PAGE.read_text(encoding="utf-8")))
    assert read - explained == set()
    composed = {name for name in explained if name.startswith("PARVIS_OVH_")}  # put together from their last words
    assert explained - read - composed == set()
