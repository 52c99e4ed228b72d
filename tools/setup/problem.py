# SPDX-License-Identifier: AGPL-3.0-or-later
"""What stops the set-up, said in one sentence, in French and in English."""

from __future__ import annotations


class Problem(Exception):  # noqa: N818
    """The set-up cannot go on; nothing half-made stands in the way of the next run."""

    def __init__(self, french: str, english: str) -> None:
        super().__init__(f"{french}\n{english}")
