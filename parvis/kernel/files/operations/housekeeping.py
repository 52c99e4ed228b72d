# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the jobs do: the antivirus for waiting files, retention, bytes without a row."""

from __future__ import annotations

import uuid
from datetime import timedelta

import structlog
from django.db import transaction
from django.utils import timezone

from parvis.kernel.audit.actors import SYSTEM
from parvis.kernel.audit.operations import record
from parvis.kernel.files import clamav, storage
from parvis.kernel.files.models import FileVariant, StoredFile
from parvis.kernel.files.operations.change import delete
from parvis.kernel.files.rules import State, Variant
from parvis.kernel.files.settings import FilesSettings
from parvis.kernel.registry import service_settings

QUARANTINE_DAYS = 30

log = structlog.get_logger(__name__)


def scan_pending_file(file_id: uuid.UUID) -> bool:
    """Asks the antivirus about one waiting file.

    Returns:
        False when the antivirus is away: the file goes on waiting.
    """
    options: FilesSettings = service_settings("files")
    with transaction.atomic():
        file = StoredFile.objects.select_for_update(skip_locked=True).filter(pk=file_id, state=State.PENDING).first()
        if file is None:
            return True
        data = b"".join(storage.load(each.path) for each in file.variants.filter(variant=Variant.FULL))
        try:
            virus = clamav.scan(data, address=options.clamav, timeout_s=options.clamav_timeout_s).virus
        except clamav.ScannerDown as error:
            if options.clamav:
                log.warning("antivirus_away", error=str(error))
                return False
            virus = ""  # the town has taken the antivirus out since
        file.scanned_at, file.virus = timezone.now(), virus[:200]
        file.state = State.QUARANTINED if virus else State.CLEAN
        if virus:
            file.delete_after = timezone.now() + timedelta(days=QUARANTINE_DAYS)
            record(SYSTEM, verb="files.quarantine", target=file, detail={"virus": virus})
        file.save()
    return True


def delete_expired() -> int:
    """Deletes files whose time is over; returns how many."""
    expired = list(StoredFile.objects.filter(delete_after__lte=timezone.now()).order_by("pk")[:1000])
    for file in expired:
        delete(SYSTEM, file, reason="retention")
    return len(expired)


def sweep(*, older_than_s: float = 86_400.0) -> int:
    """Removes bytes that no row names: left by a rolled-back upload or a crash. Returns how many."""
    removed = 0
    now = timezone.now().timestamp()
    for file_id, paths in storage.folders():
        known = set(FileVariant.objects.filter(file_id=_uuid(file_id)).values_list("path", flat=True))
        for path in paths:
            if path not in known and storage.age_s(path, now) > older_than_s:
                storage.delete(path)
                removed += 1
    return removed


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
