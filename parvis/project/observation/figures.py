# SPDX-License-Identifier: AGPL-3.0-or-later
"""Figures for Prometheus: requests by route, the pool of database connections, and what the apps count.

The web processes of one portal keep their counts in files that all of them can read
(`prometheus_client`'s multi-process mode, folder `var/metrics`); whichever process is asked answers
for all. Routes are named by their pattern's name, never by the path that somebody typed.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from django.db import connection
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from parvis.kernel.registry import contributions

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

REQUESTS = Counter("parvis_http_requests", "Requests answered.", ["route", "method", "status"])
SECONDS = Histogram("parvis_http_request_seconds", "Server time per request.", ["route"], buckets=BUCKETS)


class _Now(Collector):
    """Figures of this moment, read when asked for."""

    def collect(self) -> Iterable[Metric]:
        yield from _pool()
        yield from _apps()


def exposition() -> tuple[bytes, str]:
    """The figures in Prometheus' text format, and its media type."""
    registry = CollectorRegistry()
    folder = os.environ.get("PROMETHEUS_MULTIPROC_DIR")
    if folder and Path(folder).is_dir():
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    else:
        registry.register(_Local())
    registry.register(_Now())
    return generate_latest(registry), CONTENT_TYPE_LATEST


class _Local(Collector):
    """The counts of this process alone, where there is no folder to share them."""

    def collect(self) -> Iterable[Metric]:
        yield from REQUESTS.collect()
        yield from SECONDS.collect()


def _pool() -> Iterable[Metric]:
    pool = getattr(connection, "pool", None)
    if pool is None:
        return
    stats = pool.get_stats()
    family = GaugeMetricFamily(
        "parvis_database_pool", "Database connections of the process that answers.", labels=["state"]
    )
    family.add_metric(["size"], stats.get("pool_size", 0))
    family.add_metric(["available"], stats.get("pool_available", 0))
    family.add_metric(["waiting"], stats.get("requests_waiting", 0))
    yield family


def _apps() -> Iterable[Metric]:
    families: dict[str, GaugeMetricFamily] = {}
    for source in contributions("statistics"):
        for gauge in source.gauges():
            labels = [name for name, _value in gauge.labels]
            family = families.setdefault(gauge.name, GaugeMetricFamily(gauge.name, str(gauge.help), labels=labels))
            family.add_metric([value for _name, value in gauge.labels], gauge.value)
    return families.values()
