# SPDX-License-Identifier: AGPL-3.0-or-later
"""Background work on files."""

from __future__ import annotations

import uuid

from django.utils.translation import gettext_lazy

from parvis.kernel.files import operations, queries, storage
from parvis.kernel.files.clamav import ScannerDown
from parvis.kernel.jobs import job


@job(name="files.scan", title=gettext_lazy("Check a file for viruses"), retries=3)
def scan(*, file_id: str) -> None:
    """Asks the antivirus about a waiting file; `scan_waiting` goes on asking after the last retry."""
    if not operations.scan_pending_file(uuid.UUID(file_id)):
        raise ScannerDown("the file goes on waiting")


@job(name="files.scan_waiting", title=gettext_lazy("Check files that wait for the antivirus"), retries=0)
def scan_waiting() -> None:
    """Asks about every file that still waits; stops at the first sign that the antivirus is away."""
    for file_id in queries.pending_ids():
        if not operations.scan_pending_file(file_id):
            return


@job(name="files.destroy", title=gettext_lazy("Destroy the content of deleted files"), retries=20)
def destroy(*, paths: list[str]) -> None:
    """Removes bytes that no row names any more."""
    for path in paths:
        storage.delete(path)


@job(name="files.clean", title=gettext_lazy("Delete files whose time is over"), retries=3)
def clean() -> None:
    """Deletes files whose time is over, then bytes without a row."""
    while operations.delete_expired():
        pass
    operations.sweep()
