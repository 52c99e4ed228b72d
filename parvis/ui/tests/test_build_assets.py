# SPDX-License-Identifier: AGPL-3.0-or-later
"""The asset build: nothing to do the second time, and pages stay light."""

from __future__ import annotations

import gzip
import json
import re
import time
from pathlib import Path

from tools.build_assets import BUILD, LOCK, build

BUDGETS = {
    "app.css": 25_000,
    "app.js": 20_000,
    "agents.css": 4_000,
    "agents.js": 6_000,
    "outbox-list.js": 2_000,
    "sw.js": 4_000,
}


def test_a_second_run_has_nothing_to_do_and_ends_at_once(assets: Path) -> None:
    build()
    started = time.perf_counter()
    assert build() is False
    assert time.perf_counter() - started < 0.3


def test_each_file_keeps_within_its_budget(assets: Path) -> None:
    weights = {name: len(gzip.compress((assets / name).read_bytes(), 9)) for name in BUDGETS}
    assert {name: weight for name, weight in weights.items() if weight > BUDGETS[name]} == {}


def test_nothing_loads_from_elsewhere(assets: Path) -> None:
    for name in ("app.css", "agents.css", "map.css"):
        css = (assets / name).read_text(encoding="utf-8")
        assert re.findall(r"url\(\s*[\"']?(?:https?:)?//", css) == []


def test_icons_are_there_without_their_frame(assets: Path) -> None:
    drawings = json.loads((BUILD / "icons.json").read_text(encoding="utf-8"))
    assert len(drawings) > 1_000
    assert drawings["lamp"].startswith("<path")


def test_the_lock_names_no_host() -> None:
    packages = json.loads(LOCK.read_text(encoding="utf-8"))["packages"]
    assert not [name for name, package in packages.items() if "resolved" in package]
    assert [name for name, package in packages.items() if name and "integrity" not in package] == []
