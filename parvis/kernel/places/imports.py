# SPDX-License-Identifier: AGPL-3.0-or-later
"""What every import of the kernel hands back: counts, and what was wrong, line by line. No ORM."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

type Progress = Callable[[str, float], None]
"""Called with the name of the step under way and the share done, from 0 to 1."""

ISSUES_KEPT = 1_000


def no_progress(step: str, share: float) -> None:
    """For callers who show nothing."""


class Severity(StrEnum):
    """What an issue did to its line."""

    DROPPED = "dropped"
    REPAIRED = "repaired"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing wrong: `line` counts from 1, the header included; 0 for the whole file."""

    line: int
    code: str
    severity: Severity
    message: str


class ImportRefused(Exception):  # noqa: N818 - a decision, not an error
    """Nothing was changed; the message says why, in the user's words."""


@dataclass(kw_only=True)
class ImportReport:
    """What an import did. `issues` keeps the first 1,000; `issue_counts` counts all, by code."""

    path: str
    read: int = 0
    kept: int = 0
    added: int = 0
    changed: int = 0
    removed: int = 0
    seconds: float = 0.0
    issues: list[Issue] = field(default_factory=list)
    issue_counts: Counter[str] = field(default_factory=Counter)
    details: dict[str, int] = field(default_factory=dict)

    def note(self, line: int, code: str, severity: Severity, message: str) -> None:
        """Records an issue."""
        self.issue_counts[code] += 1
        if len(self.issues) < ISSUES_KEPT:
            self.issues.append(Issue(line, code, severity, message))

    @property
    def dropped(self) -> int:
        """Lines that were read and not kept."""
        return self.read - self.kept

    def as_json(self) -> dict[str, Any]:
        """Plain values, for `--json` and for the journal."""
        return {
            "path": self.path,
            "read": self.read,
            "kept": self.kept,
            "added": self.added,
            "changed": self.changed,
            "removed": self.removed,
            "seconds": round(self.seconds, 2),
            "issue_counts": dict(self.issue_counts),
            "issues": [
                {"line": one.line, "code": one.code, "severity": one.severity.value, "message": one.message}
                for one in self.issues
            ],
            "details": self.details,
        }
