# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rows as Apache Parquet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import batched
from typing import IO, Any

import polars

from parvis.kernel.registry.extension_points.open_data import FieldKind

BATCH_ROWS = 20_000

TYPES: Mapping[FieldKind, Any] = {
    "text": polars.String,
    "integer": polars.Int64,
    "number": polars.Float64,
    "boolean": polars.Boolean,
    "date": polars.Date,
    "datetime": polars.Datetime("us", "UTC"),
    "longitude": polars.Float64,
    "latitude": polars.Float64,
}

type Row = Mapping[str, Any]


def write_parquet(rows: Iterable[Row], columns: Mapping[str, FieldKind], target: IO[bytes]) -> int:
    """Writes rows with these columns (name -> what it holds) to a binary file; returns how many.

    Raises:
        KeyError: a row lacks one of the columns.
    """
    schema = {name: TYPES[kind] for name, kind in columns.items()}
    table = polars.concat(_frames(rows, schema))
    table.write_parquet(target, compression="zstd")
    return table.height


def _frames(rows: Iterable[Row], schema: Mapping[str, Any]) -> Iterator[polars.DataFrame]:
    yield polars.DataFrame(schema=dict(schema))
    for batch in batched(rows, BATCH_ROWS):
        columns = {name: [row[name] for row in batch] for name in schema}
        yield polars.DataFrame(columns, schema=dict(schema))
