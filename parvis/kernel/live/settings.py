# SPDX-License-Identifier: AGPL-3.0-or-later
"""Table `[live]` of the town's file."""

from dataclasses import dataclass


@dataclass(frozen=True)
class LiveSettings:
    """Limits of the open streams."""

    most_streams: int = 2000
    """Streams that one process holds; beyond, pages simply do not change by themselves."""
    most_streams_each: int = 12
    """Streams for one person or network address, in one process."""
    heartbeat_s: float = 20.0
    """A comment as often, so that proxies keep the line open and dead clients show."""
    longest_s: float = 300.0
    """A stream ends after so long; the browser opens another one by itself, if the reader still may."""
