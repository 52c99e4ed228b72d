# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the `jobs` app provides: figures for the monitoring."""

from __future__ import annotations

from collections.abc import Iterable

from parvis.kernel.jobs.queries import queue_state
from parvis.kernel.registry.extension_points.statistics import Gauge


class QueueStatistics:
    """Depth and age of the queue."""

    def gauges(self) -> Iterable[Gauge]:
        """Jobs by state, the age of the oldest, and living workers."""
        state = queue_state()
        counts = {"waiting": state.waiting, "later": state.later, "doing": state.doing, "dead": state.dead}
        for name, value in counts.items():
            yield Gauge(name="parvis_jobs", help="Jobs by state", value=value, labels=(("state", name),))
        yield Gauge(
            name="parvis_jobs_oldest_seconds", help="How long the oldest due job has waited", value=state.oldest_s
        )
        yield Gauge(name="parvis_jobs_workers", help="Workers that are alive", value=state.workers)


STATISTICS = QueueStatistics()
