# SPDX-License-Identifier: AGPL-3.0-or-later
"""What was wrong with a feed, and what was done about it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

type Action = Literal["repaired", "dropped", "noted", "refused"]

KEPT_PER_KIND = 1_000


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a feed.

    ``line`` counts from 1 (the header); 0 says the file as a whole. ``code`` is a stable word for programs and
    translations, ``reason`` an English sentence. ``action``: *repaired* (read with a likely value), *dropped* (the line
    is left out), *noted* (harmless), *refused* (the whole feed is left out). ``count`` exceeds 1 in the last of a kind,
    when there are too many to list each.
    """

    feed: str
    file: str
    line: int
    code: str
    reason: str
    action: Action
    count: int = 1


@dataclass(slots=True)
class ProblemLog:
    """Collects the problems of one feed; lists the first thousand of a kind and counts the rest."""

    feed: str
    problems: list[Problem] = field(default_factory=list)
    _seen: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, file: str, line: int, code: str, reason: str, action: Action) -> None:
        """One problem."""
        self._seen[file, code] += 1
        if self._seen[file, code] <= KEPT_PER_KIND:
            self.problems.append(Problem(self.feed, file, line, code, reason, action))

    def add_lines(self, file: str, lines: Iterable[int], code: str, reason: str, action: Action) -> None:
        """The same problem on many lines."""
        for line in lines:
            self.add(file, int(line), code, reason, action)

    def listed(self) -> tuple[Problem, ...]:
        """All problems, with one line more for each kind that was cut short."""
        rest = [
            Problem(self.feed, file, 0, code, f"{count - KEPT_PER_KIND} more lines with this problem", "noted", count)
            for (file, code), count in self._seen.items()
            if count > KEPT_PER_KIND
        ]
        return (*self.problems, *rest)


class FeedRefused(Exception):  # noqa: N818 (a state of the feed, named as people say it)
    """A feed that cannot be used at all; the reason is in the log."""
