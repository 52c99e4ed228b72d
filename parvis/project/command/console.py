# SPDX-License-Identifier: AGPL-3.0-or-later
"""How the command speaks: progress and problems on standard error, results on standard output."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import IntEnum
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

OUT = Console(highlight=False, soft_wrap=True)
ERR = Console(stderr=True, highlight=False, soft_wrap=True)


class Exit(IntEnum):
    """Exit codes, as `parvis --help` explains them."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    CONFIGURATION = 3
    DATABASE = 4
    REFUSED = 5
    INTERRUPTED = 130


class Refusal(Exception):  # noqa: N818
    """The command stops here; the message is one sentence for the person at the terminal."""

    def __init__(self, message: str, code: Exit = Exit.FAILED) -> None:
        super().__init__(message)
        self.code = code


def say(message: str) -> None:
    """A line about what is going on."""
    ERR.print(message, markup=False)


def answer(data: Any, *, as_json: bool, text: Callable[[], None]) -> None:
    """The result: as one JSON document, or as text."""
    if as_json:
        sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=2, default=str) + "\n")
    else:
        text()


@contextmanager
def bars() -> Iterator[Bars]:
    """Progress bars, one per step."""
    columns = SpinnerColumn(finished_text="✓"), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn()
    with Progress(*columns, console=ERR) as progress:
        yield Bars(progress)


class Bars:
    """Makes one bar per step; a step's callable takes the fraction done, from 0 to 1."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress

    @contextmanager
    def step(self, title: str) -> Iterator[Callable[[float], None]]:
        """A step; complete when the block ends without error."""
        task = self._progress.add_task(title, total=1.0)
        yield lambda fraction: self._progress.update(task, completed=max(0.0, min(1.0, fraction)))
        self._progress.update(task, completed=1.0)
