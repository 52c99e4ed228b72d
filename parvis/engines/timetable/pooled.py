# SPDX-License-Identifier: AGPL-3.0-or-later
"""Many GTFS feeds as one: every identifier carries the name of its feed, so that none meets another's."""

import csv
import io
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path, PurePosixPath

SEPARATOR = ":"
FILES = tuple(
    f"{name}.txt"
    for name in (
        "agency", "stops", "routes", "trips", "stop_times", "calendar", "calendar_dates", "shapes", "frequencies",
        "transfers", "pathways", "levels", "fare_attributes", "fare_rules", "attributions", "translations",
        "booking_rules",
    )
)  # fmt: skip
"""What is pooled, in this order. Left out: `feed_info`, which is of one feed; fares of version 2; zones on a map."""
NO_IDENTIFIER = frozenset({"direction_id", "record_sub_id"})
AGENCY = "agency_id"
_OF_AGENCY = frozenset({"agency.txt", "routes.txt", "fare_attributes.txt"})
_FIRST_DAY_OF_ZIP = (1980, 1, 1, 0, 0, 0)
_LONGEST_FIELD = 1 << 20


def prefixed(feed: str, identifier: str) -> str:
    """An identifier as the pooled feeds have it; nothing stays nothing."""
    return f"{feed}{SEPARATOR}{identifier}" if identifier else ""


def is_identifier(column: str) -> bool:
    """Whether a column names something that another feed may give the same name."""
    return column == "parent_station" or (column.endswith("_id") and column not in NO_IDENTIFIER)


def write_pooled(feeds: Mapping[str, Path], target: Path) -> dict[str, int]:
    """Writes one zip of many, row by row; the same feeds give the same bytes.

    Columns are those of all feeds together. Where a feed names its only agency nowhere, it gets the feed's name.

    Returns: how many rows each file has.
    """
    rows: dict[str, int] = {}
    with ExitStack() as stack:
        sources = {
            feed: _Source(feed, stack.enter_context(zipfile.ZipFile(path))) for feed, path in sorted(feeds.items())
        }
        pooled = stack.enter_context(zipfile.ZipFile(target, "w"))
        for name in FILES:
            having = [source for source in sources.values() if name in source.members]
            if having:
                entry = zipfile.ZipInfo(name, _FIRST_DAY_OF_ZIP)
                entry.compress_type = zipfile.ZIP_DEFLATED
                with pooled.open(entry, "w", force_zip64=True) as raw:
                    rows[name] = _write(name, having, io.TextIOWrapper(raw, "utf-8", newline=""))
    return rows


class _Source:
    """One feed's files, by name, wherever they lie in its zip."""

    def __init__(self, feed: str, archive: zipfile.ZipFile) -> None:
        self.feed, self._archive = feed, archive
        self.members: dict[str, zipfile.ZipInfo] = {}
        for member in sorted(archive.infolist(), key=lambda one: one.filename.count("/")):
            place = PurePosixPath(member.filename)
            if not member.is_dir() and "__MACOSX" not in place.parts:
                self.members.setdefault(place.name.lower(), member)
        self.agency = self._only_agency()

    @contextmanager
    def table(self, name: str) -> Iterator[tuple[list[str], Iterator[list[str]]]]:
        """The columns and the rows of a file."""
        with self._archive.open(self.members[name]) as raw:
            # a longer one would be a file that has lost a quotation mark
            csv.field_size_limit(_LONGEST_FIELD)
            lines = csv.reader(io.TextIOWrapper(raw, "utf-8-sig", errors="replace", newline=""))
            yield [column.strip() for column in next(lines, [])], lines

    def _only_agency(self) -> str:
        """The agency that may go unnamed: the only one."""
        if "agency.txt" not in self.members:
            return ""
        with self.table("agency.txt") as (columns, lines):
            agencies = [dict(zip(columns, line, strict=False)).get(AGENCY, "").strip() for line in lines if any(line)]
        return (agencies[0] or self.feed) if len(agencies) == 1 else ""


def _write(name: str, sources: list[_Source], out: io.TextIOWrapper) -> int:
    columns = _columns(name, sources)
    writer, count = csv.writer(out, lineterminator="\n"), 0
    writer.writerow(columns)
    for source in sources:
        with source.table(name) as (own, lines):
            where = [own.index(column) if column in own else None for column in columns]
            named = [at for at, column in enumerate(columns) if is_identifier(column)]
            unnamed = columns.index(AGENCY) if name in _OF_AGENCY else None
            for line in lines:
                if not any(line):
                    continue
                row = [line[at].strip() if at is not None and at < len(line) else "" for at in where]
                if unnamed is not None and not row[unnamed]:
                    row[unnamed] = source.agency
                for at in named:
                    row[at] = prefixed(source.feed, row[at])
                writer.writerow(row)
                count += 1
    out.flush()
    out.detach()
    return count


def _columns(name: str, sources: list[_Source]) -> list[str]:
    """All columns of all, the first feed's first."""
    columns: dict[str, None] = dict.fromkeys([AGENCY] if name in _OF_AGENCY else [])
    for source in sources:
        with source.table(name) as (own, _lines):
            columns.update(dict.fromkeys(column for column in own if column))
    return list(columns)
