# SPDX-License-Identifier: AGPL-3.0-or-later
"""Import of a Base Adresse Locale: COPY into a temporary table, then set-based merges."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from parvis.kernel.audit.actors import Actor
from parvis.kernel.audit.operations import record
from parvis.kernel.places.bal import BalRow, Columns, open_table, read_rows
from parvis.kernel.places.geo import cell
from parvis.kernel.places.imports import ImportRefused, ImportReport, Progress, Severity, no_progress
from parvis.kernel.places.models import CELL_RESOLUTION, WIDE_RESOLUTION
from parvis.kernel.places.operations import merges
from parvis.kernel.places.operations.index import rebuild_index
from parvis.kernel.places.operations.locks import advance, lock_imports

_PROGRESS_EVERY = 5_000
MOST_REMOVED = 0.2
"""Share of a commune's addresses that may be gone: real ones lose a few in a hundred from one year to the next."""
FEW_REMOVED = 50


def import_addresses(
    actor: Actor, *, path: Path, may_shrink: bool = False, progress: Progress = no_progress
) -> ImportReport:
    """Replaces the addresses of the communes that the file names by those of the file.

    Reads BAL 1.1 to 1.5 and the national `adresses-*.csv`, plain or gzip; a line that is wrong is
    repaired or dropped and said so in the report. Importing the same file twice changes nothing.
    Communes that the file does not name keep their addresses.

    Args:
        actor: who imports.
        path: the file.
        may_shrink: takes a file from which a fifth of the addresses are missing: a download cut short looks so.
        progress: told how far it is.

    Raises:
        ImportRefused: no table of addresses, no usable line, too many addresses missing, or another import under
            way; nothing changed.
    """
    started = time.monotonic()
    report = ImportReport(path=str(path))
    table = open_table(Path(path))
    with closing(table), transaction.atomic():
        lock_imports()
        merges.make_staging()
        _copy(table, report, progress)
        if not report.kept:
            raise ImportRefused(_("No line of the file holds a usable address; nothing was changed."))
        progress("merge", 0.0)
        _drop_outliers(report)
        _drop_duplicates(report)
        merges.merge_communes()
        progress("merge", 0.2)
        merges.merge_streets()
        progress("merge", 0.5)
        before = merges.addresses_there()
        report.added, report.changed, report.removed = merges.merge_addresses()
        if not may_shrink:
            _require_most(report.removed, before)
        merges.drop_empty_streets()
        report.details = merges.totals()
        progress("index", 0.0)
        rebuild_index()
        advance("addresses")
        record(actor, verb="places.import_addresses", detail=_summary(report))
    report.seconds = time.monotonic() - started
    progress("index", 1.0)
    return report


def _require_most(removed: int, before: int) -> None:
    if removed < FEW_REMOVED or removed <= before * MOST_REMOVED:
        return
    text = _(
        "The file would remove %(removed)d of the %(before)d addresses of its communes; nothing was changed. "
        "Look whether it is whole; if it is right, import it with --force."
    )
    raise ImportRefused(text % {"removed": removed, "before": before})


def _summary(report: ImportReport) -> dict[str, Any]:
    return {name: value for name, value in report.as_json().items() if name not in ("issues", "seconds")}


def _copy(table: Columns, report: ImportReport, progress: Progress) -> None:
    with connection.cursor() as cursor, cursor.copy(merges.COPY_STAGING) as copy:
        for count, row in enumerate(read_rows(table, report)):
            copy.write_row(_staged(row))
            if count % _PROGRESS_EVERY == 0:
                progress("read", table.share_read())
    progress("read", 1.0)


def _staged(row: BalRow) -> tuple[Any, ...]:
    return (
        row.line,
        row.key,
        row.insee,
        row.commune,
        row.street,
        row.normal,
        row.delegated,
        row.number,
        row.suffix,
        row.complement,
        row.postcode,
        row.lon,
        row.lat,
        cell(row.lon, row.lat, CELL_RESOLUTION),
        cell(row.lon, row.lat, WIDE_RESOLUTION),
        row.certified,
        row.order,
    )


def _drop_outliers(report: ImportReport) -> None:
    for line, distance_km in merges.remove_outliers():
        report.kept -= 1
        report.note(
            line,
            "far_away",
            Severity.DROPPED,
            _("The position lies {distance} km from the other addresses of its commune.").format(
                distance=round(distance_km)
            ),
        )


def _drop_duplicates(report: ImportReport) -> None:
    for line, first, same_kind in _in_order(merges.remove_duplicates()):
        report.kept -= 1
        if same_kind:
            message = _("The same address stands on line {line} already.").format(line=first)
            report.note(line, "duplicate", Severity.DROPPED, message)
        else:
            report.issue_counts["other_position"] += 1


def _in_order(rows: list[tuple[int, int, bool]]) -> Iterator[tuple[int, int, bool]]:
    yield from sorted(rows)
