# SPDX-License-Identifier: AGPL-3.0-or-later
"""A light brake on the search: per caller and process, in memory. It protects the database, not a right."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict

_CALLERS_KEPT = 20_000


class Brake:
    """A token bucket per caller: `burst` requests at once, then `per_second`."""

    def __init__(self, *, burst: float, per_second: float) -> None:
        self.burst, self.per_second = burst, per_second
        self._lock = threading.Lock()
        self._callers: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def allows(self, caller: str, now: float | None = None) -> bool:
        """Takes one token of `caller`; False when none is left. `now` in seconds of a steady clock."""
        now = time.monotonic() if now is None else now
        with self._lock:
            left, seen = self._callers.pop(caller, (self.burst, now))
            left = min(self.burst, left + (now - seen) * self.per_second)
            allowed = left >= 1
            self._callers[caller] = (left - 1 if allowed else left, now)
            while len(self._callers) > _CALLERS_KEPT:
                self._callers.popitem(last=False)
        return allowed
