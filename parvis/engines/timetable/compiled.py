# SPDX-License-Identifier: AGPL-3.0-or-later
"""How hot loops are compiled."""

from numba import njit

# Kernels get arrays and give numbers; they make no array. So their arrays need no counting of references, which costs
# several times what the searches themselves do (two atomic operations per array and call).
kernel = njit(cache=True, nogil=True, _nrt=False)
inlined = njit(cache=True, nogil=True, _nrt=False, inline="always")
