# SPDX-License-Identifier: AGPL-3.0-or-later
"""How hot loops are compiled."""

from typing import Any

from numba import njit

# Kernels get arrays and give numbers; they make no array. So their arrays need no counting of references, which costs
# several times what the searches themselves do (two atomic operations per array and call).
_OPTIONS: dict[str, Any] = {"cache": True, "nogil": True, "_nrt": False}
kernel: Any = njit(**_OPTIONS)
inlined: Any = njit(**_OPTIONS, inline="always")
