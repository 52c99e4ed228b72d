# SPDX-License-Identifier: AGPL-3.0-or-later
"""CSV as it comes: text columns with the number of their line, whatever the bytes are.

The fast way (Polars) reads files that are in order; at the slightest doubt about what stands on which line, the slow
way (the csv module) reads line by line and says which lines were wrong.
"""

import csv
import io
from collections.abc import Callable, Iterator, Sequence

import polars as pl

from parvis.engines.timetable.problems import ProblemLog

LINE = "line"
BOM = b"\xef\xbb\xbf"
LONGEST_FIELD = 1 << 16
PIECE = 2 << 20


def read_table(
    data: bytes,
    file: str,
    wanted: Sequence[str],
    log: ProblemLog,
    narrowed: Callable[[pl.DataFrame], pl.DataFrame] = lambda frame: frame,
) -> pl.DataFrame:
    """The wanted columns as stripped text (null where blank or absent) and ``line``; unknown columns are left out.

    A long file is read piece by piece; ``narrowed`` is done to each, so that its text need not stay in memory.
    """
    text = _utf8(data.removeprefix(BOM), file, log)
    header = _header(text)
    repeated = {name for name in header if header.count(name) > 1}
    if repeated:
        log.add(file, 1, "column_twice", f"columns given twice: {', '.join(sorted(repeated))[:200]}", "noted")
    columns = [name for name in wanted if name in header]
    frames, line = [], 1
    for piece in _pieces(text):
        frame = None if repeated else _fast(piece, header, columns, line)
        if frame is None:
            frame = _slow(piece, file, header, columns, log, line)
        frame = frame.with_columns(_clean(pl.col(columns)) if columns else [])
        absent = [pl.lit(None, pl.String).alias(name) for name in wanted if name not in header]
        frames.append(narrowed(frame.with_columns(absent).select(*wanted, LINE)))
        line += piece.count(b"\n")
    return pl.concat(frames)


def _pieces(text: bytes) -> Iterator[bytes]:
    """Whole lines, some megabytes at a time; all at once where a quoted field may go on over a cut."""
    cuts = [0]
    while len(text) - cuts[-1] > PIECE:
        cut = text.find(b"\n", cuts[-1] + PIECE) + 1
        if not cut or text.count(b'"', cuts[-1], cut) % 2:
            break
        cuts.append(cut)
    if text.count(b'"', cuts[-1]) % 2:
        cuts = [0]
    for start, end in zip(cuts, [*cuts[1:], len(text)], strict=True):
        if start < end or not start:
            yield text[start:end]


def _clean(column: pl.Expr) -> pl.Expr:
    stripped = column.str.strip_chars()
    return pl.when(stripped.str.len_bytes() > 0).then(stripped)


def _utf8(data: bytes, file: str, log: ProblemLog) -> bytes:
    if b"\0" in data:
        log.add(file, 0, "null_bytes", "holds null bytes; they are left out", "repaired")
        data = data.replace(b"\0", b"")
    if data.isascii():
        return data
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        log.add(file, line, "not_utf8", "is not UTF-8; read as Windows-1252", "repaired")
        return data.decode("cp1252", errors="replace").encode()
    return data


def _header(text: bytes) -> list[str]:
    first = text.lstrip(b"\r\n").split(b"\n", 1)[0].decode("utf-8", "replace")
    try:
        row = next(csv.reader([first]), [])
    except csv.Error:
        return []
    return [name.strip().strip('"').lower() for name in row]


def _fast(text: bytes, header: list[str], columns: list[str], line: int) -> pl.DataFrame | None:
    """None unless each line is one row with the header's number of fields. ``line``: the number of the first."""
    if text[:1] in (b"\n", b"\r") or not columns:
        return None
    try:
        frame = pl.read_csv(
            io.BytesIO(text),
            has_header=False,
            skip_rows=int(line == 1),
            new_columns=header,
            columns=[header.index(name) for name in columns],
            schema_overrides=[pl.String] * len(header),
            infer_schema=False,
            low_memory=True,
            raise_if_empty=False,
        )
    except (pl.exceptions.PolarsError, ValueError, IndexError):
        return None
    lines = text.count(b"\n") + (not text.endswith(b"\n")) - (line == 1)
    if frame.height != lines or frame.width != len(columns):
        return None
    frame = frame.rename(dict(zip(frame.columns, columns, strict=True)))
    blank = pl.all_horizontal(pl.col(columns).is_null())
    return frame.with_row_index(LINE, offset=max(line, 2)).with_columns(pl.col(LINE).cast(pl.Int32)).filter(~blank)


def _slow(text: bytes, file: str, header: list[str], columns: list[str], log: ProblemLog, line: int) -> pl.DataFrame:
    """Line by line; lines with too few or too many fields are read as far as they go and reported."""
    csv.field_size_limit(LONGEST_FIELD)
    reader = csv.reader(io.StringIO(text.decode("utf-8", "replace"), newline=""))
    places = [header.index(name) for name in columns]
    rows: list[list[str | None]] = [[] for _ in columns]
    numbers: list[int] = []
    seen_header, before = line > 1, line - 1
    while True:
        try:
            row = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            log.add(file, before + reader.line_num, "unreadable_line", f"cannot be read as CSV: {error}", "dropped")
            continue
        if not any(field.strip() for field in row):
            continue
        if not seen_header:
            seen_header = True
            continue
        _check_width(row, len(header), before + reader.line_num, file, log)
        numbers.append(before + reader.line_num)
        for column, place in zip(rows, places, strict=True):
            column.append(row[place] if place < len(row) else None)
    data: dict[str, pl.Series] = {
        name: pl.Series(values, dtype=pl.String) for name, values in zip(columns, rows, strict=True)
    }
    return pl.DataFrame({**data, LINE: pl.Series(numbers, dtype=pl.Int32)})


def _check_width(row: list[str], width: int, line: int, file: str, log: ProblemLog) -> None:
    if len(row) > width:
        log.add(file, line, "too_many_fields", f"{len(row)} fields where the header has {width}", "repaired")
    elif len(row) < width:
        log.add(file, line, "too_few_fields", f"{len(row)} fields where the header has {width}", "repaired")
