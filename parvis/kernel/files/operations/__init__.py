# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writes: store, scan, redact, delete."""

from parvis.kernel.files.operations.change import delete, disown, forget_camera, redact
from parvis.kernel.files.operations.housekeeping import delete_expired, scan_pending_file, sweep
from parvis.kernel.files.operations.upload import store, store_all

__all__ = [
    "delete",
    "delete_expired",
    "disown",
    "forget_camera",
    "redact",
    "scan_pending_file",
    "store",
    "store_all",
    "sweep",
]
