# SPDX-License-Identifier: AGPL-3.0-or-later
"""The saved form of a timetable: one file of arrays end to end, mapped into memory when it is read.

First a line with the format's name, then the length and the sum of a JSON header, the header, and the arrays, each at a
multiple of 64 bytes. The header says what each array is and holds the sum of their bytes, so that a file that was cut
or damaged is refused and never searched. A new file takes the place of an old one at once; who has mapped the old one
keeps it. The mapping is private: nothing that is written to the arrays reaches the file.
"""

import dataclasses
import json
import os
import tempfile
import zlib
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from parvis.engines.timetable.build.bounds import Bounds
from parvis.engines.timetable.problems import Problem
from parvis.engines.timetable.tables import Feed, Footpaths, Patterns, Routes, Services, Stops, Trips
from parvis.engines.timetable.texts import Texts
from parvis.engines.timetable.timetable import Timetable

MAGIC = b"parvis timetable 3\n"
ALIGN = 64
LENGTH_BYTES, SUM_BYTES = 8, 4
LARGEST_HEADER = 1 << 28
TABLES = {
    "stops": Stops, "routes": Routes, "trips": Trips, "patterns": Patterns, "services": Services,
    "footpaths": Footpaths,
}  # fmt: skip
COLUMNS = ("arrival_s", "departure_s", "change_s")


class SavedRefused(Exception):  # noqa: N818 (a state of the file, named as people say it)
    """A file that is no saved timetable, or a damaged one, or one of another version."""


def write(path: Path, timetable: Timetable, bounds: Mapping[date, Bounds]) -> None:
    """Saves a timetable with the bounds of some days; the file appears whole or not at all."""
    arrays = dict(_arrays(timetable, bounds))
    places, at = {}, 0
    for name, array in arrays.items():
        places[name] = (array.dtype.str, array.shape, at)
        at += -(-array.nbytes // ALIGN) * ALIGN
    body = {
        "arrays": places,
        "bytes": at,
        "sum": _sum(arrays.values()),
        "first_day": timetable.services.first_day,
        "feeds": [[one.name, one.timezone, one.first_day.isoformat(), one.last_day.isoformat()]
                  for one in timetable.feeds],
        "problems": [dataclasses.astuple(one) for one in timetable.problems],
        "days": [day.isoformat() for day in bounds],
    }  # fmt: skip
    header = json.dumps(body).encode()
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as out:
        try:
            out.write(MAGIC + len(header).to_bytes(LENGTH_BYTES, "little"))
            out.write(zlib.crc32(header).to_bytes(SUM_BYTES, "little") + header)
            out.write(bytes(-out.tell() % ALIGN))
            for array in arrays.values():
                out.write(np.ascontiguousarray(array).data)
                out.write(bytes(-array.nbytes % ALIGN))
            out.flush()
            os.fsync(out.fileno())
            Path(out.name).replace(path)
        except BaseException:
            Path(out.name).unlink(missing_ok=True)
            raise


def read(path: Path) -> tuple[Timetable, dict[date, Bounds]]:
    """What was saved, its arrays mapped from the file. Raises SavedRefused."""
    try:
        header, start = _header(path)
        whole = np.memmap(path, np.uint8, "c", start, (header["bytes"],)) if header["bytes"] else np.zeros(0, np.uint8)
        arrays = {name: _view(whole, *place) for name, place in header["arrays"].items()}
        if _sum(arrays.values()) != header["sum"]:
            raise SavedRefused(f"{path.name} is damaged")
        return _timetable(header, arrays), _bounds(header, arrays)
    except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        raise SavedRefused(f"{path.name} is not a saved timetable: {error}") from error


def _arrays(timetable: Timetable, bounds: Mapping[date, Bounds]) -> Iterator[tuple[str, NDArray[Any]]]:
    for table, kind in TABLES.items():
        for field in dataclasses.fields(kind):
            value = getattr(getattr(timetable, table), field.name)
            if isinstance(value, Texts):
                yield f"{table}.{field.name}.blob", value.blob
                yield f"{table}.{field.name}.ends", value.ends
            elif isinstance(value, np.ndarray):
                yield f"{table}.{field.name}", value
    for column in COLUMNS:
        yield column, getattr(timetable, column)
    for day, one in bounds.items():
        for name in Bounds._fields:
            yield f"{day.isoformat()}.{name}", getattr(one, name)


def _sum(arrays: Any) -> int:
    total = 0
    for array in arrays:
        total = zlib.crc32(np.ascontiguousarray(array).reshape(-1).view(np.uint8).data, total)
    return total


def _header(path: Path) -> tuple[dict[str, Any], int]:
    with path.open("rb") as file:
        if file.read(len(MAGIC)) != MAGIC:
            raise SavedRefused(f"{path.name} is not a saved timetable of this version")
        size, check = (int.from_bytes(file.read(width), "little") for width in (LENGTH_BYTES, SUM_BYTES))
        text = file.read(size) if size <= LARGEST_HEADER else b""
        if zlib.crc32(text) != check:
            raise SavedRefused(f"{path.name} has no usable header")
        header: dict[str, Any] = json.loads(text)
        return header, -(-file.tell() // ALIGN) * ALIGN


def _view(whole: NDArray[np.uint8], kind: str, shape: list[int], at: int) -> NDArray[Any]:
    dtype = np.dtype(kind)
    size = dtype.itemsize * int(np.prod(shape, dtype=np.int64))
    if not 0 <= at <= at + size <= len(whole):
        raise SavedRefused("the file is shorter than it says")
    return np.asarray(whole[at : at + size]).view(dtype).reshape(shape)


def _timetable(header: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> Timetable:
    made: dict[str, Any] = {}
    for table, kind in TABLES.items():
        columns: dict[str, Any] = {}
        for field in dataclasses.fields(kind):
            name = f"{table}.{field.name}"
            if name in arrays:
                columns[field.name] = arrays[name]
            elif f"{name}.ends" in arrays:
                columns[field.name] = Texts(arrays[f"{name}.blob"], arrays[f"{name}.ends"])
        if table == "services":
            columns["first_day"] = int(header["first_day"])
        made[table] = kind(**columns)
    feeds = tuple(
        Feed(name, zone, date.fromisoformat(first), date.fromisoformat(last))
        for name, zone, first, last in header["feeds"]
    )
    problems = tuple(Problem(*one) for one in header["problems"])
    made.update({column: arrays[column] for column in COLUMNS})
    return Timetable(feeds=feeds, problems=problems, **made)


def _bounds(header: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> dict[date, Bounds]:
    return {date.fromisoformat(day): Bounds(*(arrays[f"{day}.{name}"] for name in Bounds._fields))
            for day in header["days"]}  # fmt: skip
