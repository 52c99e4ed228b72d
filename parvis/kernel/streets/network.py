# SPDX-License-Identifier: AGPL-3.0-or-later
"""OSRM within this process: opened at the first question, its files mapped in memory and so shared by all processes."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any

import osrm
import structlog

from parvis.kernel.streets import storage
from parvis.kernel.streets.models import Network
from parvis.kernel.streets.routes import Mode

_log = structlog.get_logger("parvis.streets")
MAX_MATRIX = 10_000_000
"""Cells of one matrix at most."""
MAX_TRIP = 200


@dataclass(frozen=True)
class NetworkInForce:
    """The network that the database says is current."""

    stamp: str
    generated: bool
    bounds: tuple[float, float, float, float]
    content_hash: str


_lock = threading.Lock()
_open: dict[str, tuple[str, Any]] = {}


def in_force() -> NetworkInForce | None:
    """The current network; None when none was imported. Asks the database each time: it is the one truth."""
    row = Network.objects.filter(current=True).first()
    if row is None:
        return None
    return NetworkInForce(row.stamp, row.generated, (row.west, row.south, row.east, row.north), row.content_hash)


def engine(mode: Mode) -> Any | None:
    """OSRM for a mode on the current network; None where there is none on this machine. Safe between threads."""
    network = in_force()
    if network is None:
        return None
    path = str(storage.routing_file(network.stamp, mode))
    kept = _open.get(mode)
    if kept is not None and kept[0] == path:
        return kept[1]
    with _lock:
        kept = _open.get(mode)
        if kept is None or kept[0] != path:
            made = _opened(path)
            if made is None:
                return None
            kept = (path, made)
            _open[mode] = kept
    return kept[1]


def _opened(path: str) -> Any | None:
    try:
        return osrm.OSRM(
            algorithm="MLD",
            storage_config=path,
            use_shared_memory=False,
            use_mmap=True,
            max_locations_distance_table=100_000,
            max_locations_trip=MAX_TRIP,
            max_locations_viaroute=500,
            max_results_nearest=10,
        )
    except RuntimeError as error:
        # An import may have replaced the files between the two steps: the next question finds the new ones.
        _log.warning("streets_not_opened", path=path, reason=str(error))
        return None
