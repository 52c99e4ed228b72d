# SPDX-License-Identifier: AGPL-3.0-or-later
"""Memory given back as soon as it is free: one reads a feed in several times what its timetable takes."""

import ctypes
import gc
import os
from contextlib import suppress

# Polars' allocator (jemalloc) keeps freed pages for half a second and more, one feed's beside the next one's. The
# variable is read once, as Polars is imported: this module comes before it.
os.environ.setdefault("_RJEM_MALLOC_CONF", "dirty_decay_ms:0,muzzy_decay_ms:0")


def give_back() -> None:
    """Collects what nobody holds and, with glibc, returns free pages to the system (``malloc_trim(3)``)."""
    gc.collect()
    with suppress(OSError, AttributeError):  # another C library has no such function, and keeps less
        ctypes.CDLL(None).malloc_trim(0)
