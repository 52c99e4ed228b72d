# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the engine found wrong with a delivered file, as rows of a report."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from parvis.engines.timetable import Problem

MOST_LINES = 50
_ORDER = {"refused": 0, "dropped": 1, "repaired": 2, "noted": 3}


def findings(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    """One row for each rule broken in a file, the gravest first.

    Returns: `file`, `code`, `action`, `count`, `lines` (the first fifty, from 1), `reason` (the engine's English
    sentence for the first line), ready for JSON.
    """
    groups: dict[tuple[str, str, str], list[Problem]] = defaultdict(list)
    for problem in problems:
        groups[problem.file, problem.code, problem.action].append(problem)
    rows = [
        {
            "file": file,
            "code": code,
            "action": action,
            "count": sum(one.count for one in found),
            "lines": [one.line for one in found if one.line][:MOST_LINES],
            "reason": found[0].reason,
        }
        for (file, code, action), found in groups.items()
    ]
    return sorted(rows, key=lambda row: (_ORDER[row["action"]], row["file"], -row["count"], row["code"]))
