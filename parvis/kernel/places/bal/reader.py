# SPDX-License-Identifier: AGPL-3.0-or-later
"""From bytes to fields: encodings, separators, quotes and headings as they come from town halls."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, cast

from django.utils.translation import gettext as _

from parvis.kernel.places.imports import ImportRefused
from parvis.kernel.places.words import fold

# Heading (folded) -> our name. The second names are those of the national files "adresses-*.csv".
HEADINGS: dict[str, tuple[str, ...]] = {
    "key": ("cle_interop", "cle interop", "id"),
    "insee": ("commune_insee", "code_insee", "insee"),
    "commune": ("commune_nom", "nom_commune", "commune"),
    "delegated": ("commune_deleguee_nom", "nom_ancienne_commune"),
    "street": ("voie_nom", "nom_voie", "voie"),
    "number": ("numero", "num"),
    "suffix": ("suffixe", "rep", "repetition"),
    "complement": ("lieudit_complement_nom", "nom_ld", "lieu_dit"),
    "kind": ("position", "type_position"),
    "lon": ("long", "lon", "longitude"),
    "lat": ("lat", "latitude"),
    "x": ("x",),
    "y": ("y",),
    "postcode": ("code_postal", "codepostal", "cp"),
    "certified": ("certification_commune", "certification"),
}
COMPULSORY = ("street", "number")
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_PROBE_BYTES = 65_536


@dataclass
class Columns:
    """A table being read: where each known column stands, and how many lines were not UTF-8."""

    index: dict[str, int]
    delimiter: str
    lines: Iterator[tuple[int, str]]
    share_read: Callable[[], float]
    close: Callable[[], None]
    not_utf8: list[int] = field(default_factory=list)

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """(line number, fields) of each line that is not empty."""
        for number, line in self.lines:
            if line.strip(self.delimiter + " \t"):
                yield number, split_line(line, self.delimiter)


def split_line(line: str, delimiter: str) -> list[str]:
    """The fields of one line. A quote that is never closed is a letter: it must not swallow the next lines."""
    if '"' not in line:
        return line.split(delimiter)
    if line.count('"') % 2:
        return [part.strip().strip('"') for part in line.split(delimiter)]
    return next(csv.reader([line], delimiter=delimiter))


def _decoded(file: BinaryIO, encoding: str, not_utf8: list[int]) -> Iterator[tuple[int, str]]:
    if encoding != "utf-8":
        for number, line in enumerate(file.read().decode(encoding, "replace").splitlines(), 1):
            yield number, line
        return
    for number, raw in enumerate(file, 1):
        raw = raw.rstrip(b"\r\n").replace(b"\0", b"")
        try:
            yield number, raw.decode("utf-8")
        except UnicodeDecodeError:
            not_utf8.append(number)
            yield number, raw.decode("cp1252", "replace")


def _heading_index(line: str, delimiter: str) -> dict[str, int]:
    names = [fold(part).replace(" ", "_") for part in split_line(line, delimiter)]
    found: dict[str, int] = {}
    for ours, theirs in HEADINGS.items():
        place = next((names.index(name.replace(" ", "_")) for name in theirs if name.replace(" ", "_") in names), None)
        if place is not None:
            found[ours] = place
    return found


def _refuse_without(index: dict[str, int]) -> None:
    missing = [HEADINGS[name][0] for name in COMPULSORY if name not in index]
    if not ({"lon", "lat"} <= index.keys() or {"x", "y"} <= index.keys()):
        missing.append("long, lat")
    if "insee" not in index and "key" not in index:
        missing.append("commune_insee")
    if missing:
        raise ImportRefused(
            _("This is not a file of addresses: these columns are missing: {columns}.").format(
                columns=", ".join(missing)
            )
        )


def open_binary(path: Path) -> tuple[BinaryIO, Callable[[], float]]:
    """The file, unpacked on the way when it is gzip; and what share of it has been read, 0 to 1.

    Raises:
        ImportRefused: it cannot be opened.
    """
    try:
        file = path.open("rb")
        packed = file.read(2) == b"\x1f\x8b"
        file.seek(0)
        size = max(1, path.stat().st_size)
    except OSError as error:
        raise ImportRefused(_("The file {path} cannot be opened.").format(path=path)) from error
    return cast("BinaryIO", gzip.GzipFile(fileobj=file)) if packed else file, lambda: min(1.0, file.tell() / size)


def open_table(path: Path) -> Columns:
    """Opens a table of addresses and finds its columns.

    Raises:
        ImportRefused: the file cannot be opened, is empty, or is no table of addresses.
    """
    file, share_read = open_binary(path)
    start = file.read(_PROBE_BYTES)
    bom, encoding = next(((mark, name) for mark, name in _BOMS if start.startswith(mark)), (b"", "utf-8"))
    file.seek(len(bom))
    not_utf8: list[int] = []
    lines = _decoded(file, encoding, not_utf8)
    heading = next(((number, line) for number, line in lines if line.strip()), None)
    if heading is None:
        raise ImportRefused(_("The file is empty."))
    delimiter = max(";,\t|", key=heading[1].count)
    index = _heading_index(heading[1], delimiter)
    _refuse_without(index)
    return Columns(
        index=index, delimiter=delimiter, lines=lines, share_read=share_read, close=file.close, not_utf8=not_utf8
    )
