# SPDX-License-Identifier: AGPL-3.0-or-later
"""Thirteen transport authorities in and around a generated town, with the timetables of about ten months.

>>> authorities = plan(town, date(2026, 9, 1))

``ground`` (who lives where, which streets) > ``roads`` (ways of buses) > ``stops``, ``lines``, ``builder`` (a network)
> ``urban``, ``schools``, ``coaches``, ``local``, ``rail``, ``river`` (what each runs) > ``plan``.
``write.write_transit`` makes the GTFS archives.
"""

from .model import Authority, Feed
from .plan import plan

__all__ = ["Authority", "Feed", "plan"]
