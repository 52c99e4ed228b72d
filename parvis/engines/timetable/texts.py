# SPDX-License-Identifier: AGPL-3.0-or-later
"""A column of texts as two flat arrays, so that it can be saved and mapped into memory."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Texts:
    """UTF-8 bytes end to end; text ``i`` ends at ``ends[i]``."""

    blob: NDArray[np.uint8]
    ends: NDArray[np.int64]

    @classmethod
    def of(cls, texts: Iterable[str | None]) -> "Texts":
        """Packs texts; None becomes empty."""
        parts = [(text or "").encode() for text in texts]
        ends = np.cumsum([len(part) for part in parts], dtype=np.int64) if parts else np.zeros(0, np.int64)
        return cls(np.frombuffer(b"".join(parts), np.uint8), ends)

    def __len__(self) -> int:
        return len(self.ends)

    def __getitem__(self, number: int) -> str:
        start = int(self.ends[number - 1]) if number else 0
        return bytes(self.blob[start : int(self.ends[number])]).decode()

    def __iter__(self) -> Iterator[str]:
        return (self[number] for number in range(len(self)))
