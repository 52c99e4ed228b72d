# SPDX-License-Identifier: AGPL-3.0-or-later
"""`statistics`: figures that the platform's metrics page and a town's dashboards show of a service."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, kw_only=True)
class Gauge:
    """A figure at this moment, for example `parvis_reports_open`; labels without personal data."""

    name: str
    help: str
    value: float
    labels: tuple[tuple[str, str], ...] = ()


class Statistics(Protocol):
    """Answers for one app."""

    def gauges(self) -> Iterable[Gauge]:
        """Current figures, computed in under 50 ms."""
        ...
