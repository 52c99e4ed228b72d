# SPDX-License-Identifier: AGPL-3.0-or-later
"""`housekeeping`: an app throws away, each night, what nobody needs any more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol


class Housekeeping(Protocol):
    """Answers for one app that comes before the jobs, or that has no nightly job of its own."""

    def clean(self) -> Mapping[str, int]:
        """Deletes what has expired and says how many rows of what, for example `{"sessions": 12}`.

        Runs in a transaction of its own, in a job of the night; idempotent, since jobs may run twice.
        """
        ...
