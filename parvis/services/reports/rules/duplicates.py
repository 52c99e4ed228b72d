# SPDX-License-Identifier: AGPL-3.0-or-later
"""How likely two reports speak of the same thing."""

from __future__ import annotations

import math
from datetime import timedelta

RADIUS_M = 50.0
"""Beyond this distance two reports are never proposed as one."""
OLDEST = timedelta(days=180)
_HALF_DISTANCE_M = 20.0
_HALF_AGE_DAYS = 45.0
_SAME_GROUP = 0.5
LIKELY = 0.2
"""From this score on a report is shown as a likely duplicate."""


def likeness(*, distance_m: float, age: timedelta, same_category: bool) -> float:
    """A score from 0 to 1: halves every 20 m and every 45 days, and for a sister category of the same group."""
    if distance_m > RADIUS_M or age > OLDEST:
        return 0.0
    days = max(age.total_seconds(), 0.0) / 86_400
    score = math.exp2(-distance_m / _HALF_DISTANCE_M - days / _HALF_AGE_DAYS)
    return score if same_category else score * _SAME_GROUP
