# SPDX-License-Identifier: AGPL-3.0-or-later
"""Write the rows of a dataset as CSV (RFC 4180), GeoJSON (RFC 7946) and Parquet, row by row."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import IO, Any

from parvis.kernel.open_data.datasets import Published
from parvis.kernel.registry.catalogue import load
from parvis.kernel.registry.extension_points.open_data import Field

COORDINATE_DECIMALS = 6
"""About ten centimetres."""

# What a spreadsheet passes over: spaces of any kind, marks without width, controls, quotation marks.
_PASSED = (
    r" \x00-\x08\x0b\x0c\x0e-\x1f\x7f-\xa0\xad\u061c\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000"
    r"\ufe00-\ufe0f\ufeff\""
)
_SIGNS = "=+\\-@＝＋－＠﹦﹢﹣﹫−"  # in their wide and small forms too
_FIRST = re.compile(rf"[\t\r]|[{_PASSED}\n]*+[{_SIGNS}]")
_LATER = re.compile(rf"([;,|\t\r\n][{_PASSED}]*+)([{_SIGNS}])")

WRITE_PARQUET = "parvis.kernel.open_data.parquet:write_parquet"
"""Loaded by who writes such a file, when he does: its library weighs as much as a tenth of a process."""

type Row = Mapping[str, Any]


def write(extension: str, dataset: Published, target: IO[bytes]) -> int:
    """Writes the dataset in the format `extension` to a binary file; returns the number of rows.

    Raises:
        KeyError: an unknown format, or a row without one of the fields.
    """
    return _WRITERS[extension](dataset, target)


def plain_value(value: Any) -> Any:
    """A value as JSON and CSV show it: instants in UTC, ISO 8601."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    return value


def cell(value: Any, field: Field) -> str:
    """A value as a CSV cell; a text that a spreadsheet would run gets an apostrophe before it."""
    value = plain_value(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value).replace("\0", "")
    return inert(text) if field.kind == "text" else text


def inert(text: str) -> str:
    """The text with an apostrophe before whatever a spreadsheet would run as a formula (OWASP, CSV injection).

    Quoting alone does not do: a file with commas that is opened where semicolons part the cells, or the reverse,
    is cut in the middle of its texts.
    """
    safe = _LATER.sub(r"\1'\2", text)
    return f"'{safe}" if _FIRST.match(text) else safe


def feature(row: Row, dataset: Published) -> dict[str, Any]:
    """A row as a GeoJSON feature; a row without position has a null geometry, as RFC 7946 wants."""
    position = dataset.position
    assert position is not None, "only a dataset of places is offered as GeoJSON"
    longitude, latitude = (row[field.name] for field in position)
    point = None
    if longitude is not None and latitude is not None:
        coordinates = [round(float(longitude), COORDINATE_DECIMALS), round(float(latitude), COORDINATE_DECIMALS)]
        point = {"type": "Point", "coordinates": coordinates}
    others = [field.name for field in dataset.dataset.fields if field not in position]
    return {"type": "Feature", "geometry": point, "properties": {name: plain_value(row[name]) for name in others}}


def _write_csv(dataset: Published, target: IO[bytes]) -> int:
    fields = dataset.dataset.fields
    count = 0
    text = io.TextIOWrapper(target, encoding="utf-8", newline="", write_through=False)
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([field.name for field in fields])
    for row in dataset.rows():
        writer.writerow([cell(row[field.name], field) for field in fields])
        count += 1
    text.flush()
    text.detach()
    return count


def _write_geojson(dataset: Published, target: IO[bytes]) -> int:
    target.write(b'{"type":"FeatureCollection","features":[')
    count = 0
    for row in dataset.rows():
        target.write(b"\n" if not count else b",\n")
        target.write(json.dumps(feature(row, dataset), ensure_ascii=False, separators=(",", ":")).encode())
        count += 1
    target.write(b"\n]}\n")
    return count


def _write_parquet(dataset: Published, target: IO[bytes]) -> int:
    columns = {field.name: field.kind for field in dataset.dataset.fields}
    count: int = load(WRITE_PARQUET)(dataset.rows(), columns, target)
    return count


_WRITERS: Mapping[str, Callable[[Published, IO[bytes]], int]] = {
    "csv": _write_csv,
    "geojson": _write_geojson,
    "parquet": _write_parquet,
}
