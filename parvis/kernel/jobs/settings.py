# SPDX-License-Identifier: AGPL-3.0-or-later
"""Table `[jobs]` of the town's file."""

from dataclasses import dataclass


@dataclass(frozen=True)
class JobsSettings:
    """How the workers behave."""

    concurrency: int = 4
    """Jobs that one worker process runs at the same time."""
    heartbeat_s: float = 5.0
    """How often a worker says that it is alive."""
    stalled_after_s: float = 20.0
    """A worker silent for so long is dead: its jobs go to another one."""
    catch_up_h: int = 24
    """A job of the timetable that nobody could start on time starts late, once, if it is not later than this."""
    keep_failures_days: int = 90
    """How long dead letters and their errors are kept."""
