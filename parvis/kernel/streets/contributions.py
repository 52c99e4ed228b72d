# SPDX-License-Identifier: AGPL-3.0-or-later
"""What streets give to the other apps: figures."""

from __future__ import annotations

from collections.abc import Iterable

from parvis.kernel.registry.extension_points.statistics import Gauge
from parvis.kernel.streets.models import Network


class StreetStatistics:
    """The network in force."""

    def gauges(self) -> Iterable[Gauge]:
        """How many streets it has, and since when."""
        network = Network.objects.filter(current=True).first()
        roads = float(network.counts.get("road", 0)) if network else 0.0
        yield Gauge(name="parvis_streets_roads", help="Number of roads of the network in force.", value=roads)
        since = network.created_at.timestamp() if network else 0.0
        yield Gauge(name="parvis_streets_imported", help="When it was imported (Unix time).", value=since)


STATISTICS = StreetStatistics()
