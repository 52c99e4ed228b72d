# SPDX-License-Identifier: AGPL-3.0-or-later
"""From fields to addresses: each line is kept, repaired or dropped, and the report says why."""

from __future__ import annotations

import math
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext as _

from parvis.kernel.places.bal.reader import Columns
from parvis.kernel.places.geo import from_lambert93
from parvis.kernel.places.imports import ImportReport, Severity
from parvis.kernel.places.words import display_name, fold, normal, split_number

HAMLET_NUMBER = 99_999
"""BAL writes this number for a hamlet or a street without numbers."""

# Several positions of one address are allowed: the most useful one to somebody who comes is kept.
POSITION_ORDER = {
    "entree": 0,
    "delivrance postale": 1,
    "batiment": 2,
    "cage d escalier": 3,
    "logement": 4,
    "parcelle": 5,
    "segment": 6,
}

_INSEE = re.compile(r"\d{5}|2[AB]\d{3}")
_POSTCODE = re.compile(r"\d{5}")
_DIGITS = re.compile(r"\d{1,5}")


@dataclass(frozen=True, slots=True)
class BalRow:
    """One address ready to be stored; degrees WGS 84; `number` is None for a hamlet."""

    line: int
    key: str
    insee: str
    commune: str
    street: str
    normal: str
    delegated: str
    number: int | None
    suffix: str
    complement: str
    postcode: str
    lon: float
    lat: float
    certified: bool
    order: int


class _Dropped(Exception):  # noqa: N818 - a decision, not an error
    """The line cannot be kept; carries the code and the message of the issue."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def _mended(text: str) -> str:
    """Undoes UTF-8 that was read as Windows-1252 ("Ã‰glise")."""
    if "Ã" not in text and "Â" not in text:
        return text
    try:
        return text.encode("cp1252").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return text


@lru_cache(maxsize=65_536)
def _street(raw: str) -> tuple[str, str, bool]:
    name = _mended(raw)
    shown = display_name(name)
    return shown, normal(name), name != raw


class _Fields:
    """The fields of a line by our names; an absent column or field is an empty text."""

    __slots__ = ("parts", "places")

    def __init__(self, places: dict[str, int]) -> None:
        self.places = places
        self.parts: list[str] = []

    def __getitem__(self, name: str) -> str:
        place = self.places.get(name, -1)
        return self.parts[place].strip() if 0 <= place < len(self.parts) else ""


class _RowReader:
    def __init__(self, report: ImportReport) -> None:
        self.report = report

    def repaired(self, line: int, code: str, message: str) -> None:
        self.report.note(line, code, Severity.REPAIRED, message)

    def read(self, line: int, fields: _Fields) -> BalRow:
        shown, folded, mended = _street(fields["street"])
        if not folded:
            raise _Dropped("no_street", _("The name of the street is missing."))
        if mended:
            self.repaired(
                line, "mojibake", _("Letters with accents were damaged: “{name}” was put right.").format(name=shown)
            )
        insee = self._insee(fields)
        number, suffix = self._number(line, fields)
        lon, lat = self._position(line, fields)
        postcode = fields["postcode"].zfill(5) if fields["postcode"] else ""
        return BalRow(
            line=line,
            key=self._key(line, fields, insee, folded, number, suffix),
            insee=insee,
            commune=_mended(fields["commune"]),
            street=shown,
            normal=folded,
            delegated=_mended(fields["delegated"]),
            number=number,
            suffix=suffix,
            complement=_mended(fields["complement"]),
            postcode=postcode if _POSTCODE.fullmatch(postcode) else "",
            lon=lon,
            lat=lat,
            certified=fields["certified"].lower() in ("1", "true", "oui"),
            order=POSITION_ORDER.get(fold(fields["kind"]), 9),
        )

    def _insee(self, fields: _Fields) -> str:
        insee = (fields["insee"] or fields["key"].split("_")[0]).upper().zfill(5)
        if not _INSEE.fullmatch(insee):
            raise _Dropped("bad_insee", _("The INSEE code of the commune is wrong: “{value}”.").format(value=insee))
        return insee

    def _number(self, line: int, fields: _Fields) -> tuple[int | None, str]:
        raw = fields["number"].removesuffix(".0")
        suffix = fold(fields["suffix"]).replace(" ", "")[:12]
        if _DIGITS.fullmatch(raw):
            number = int(raw)
            return (None, "") if number == HAMLET_NUMBER else (number, suffix)
        both = split_number(fold(raw).replace(" ", ""))
        if both is None:
            raise _Dropped("bad_number", _("The number is missing or is not a number: “{value}”.").format(value=raw))
        self.repaired(line, "number_split", _("The number “{value}” held its suffix; it was split.").format(value=raw))
        return int(both[0]), suffix or both[1]

    def _position(self, line: int, fields: _Fields) -> tuple[float, float]:
        lon, lat = _decimal(fields["lon"]), _decimal(fields["lat"])
        if lon is not None and lat is not None and _plausible(lon, lat):
            return lon, lat
        if lon is not None and lat is not None and not _plausible(lon, lat) and _plausible(lat, lon) and abs(lon) > 35:
            self.repaired(line, "swapped", _("Longitude and latitude were exchanged; they were put right."))
            return lat, lon
        x, y = _decimal(fields["x"]), _decimal(fields["y"])
        if x is not None and y is not None and 0 < x < 1_400_000 and 5_900_000 < y < 7_300_000:
            self.repaired(line, "from_lambert", _("No usable longitude and latitude; they were computed from x and y."))
            return from_lambert93(x, y)
        raise _Dropped(
            "bad_position",
            _("The position is missing or wrong: “{lon}”, “{lat}”.").format(lon=fields["lon"], lat=fields["lat"]),
        )

    def _key(self, line: int, fields: _Fields, insee: str, folded: str, number: int | None, suffix: str) -> str:
        key = fields["key"].strip().lower()
        if key:
            return key[:60]
        self.report.issue_counts["no_key"] += 1
        street = zlib.crc32(folded.encode()) & 0xFFFFFFFF
        made = f"{insee}_{street:08x}_{HAMLET_NUMBER if number is None else number:05d}"
        return (f"{made}_{suffix}" if suffix else made).lower()


def _decimal(text: str) -> float | None:
    try:
        value = float(text.replace(",", ".").replace("\u202f", "").replace(" ", ""))
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _plausible(lon: float, lat: float) -> bool:
    """True on the globe, outside the mistake that writes 0 for unknown."""
    return (
        -180 <= lon <= 180
        and -90 <= lat <= 90
        and not (abs(lon) < 1e-6 and abs(lat) < 1e-6)
        and not _exchanged(lon, lat)
    )


def _exchanged(lon: float, lat: float) -> bool:
    """True when the pair lies in metropolitan France only once exchanged (and off Somalia as it stands)."""
    return 41 <= lon <= 51.6 and -5.6 <= lat <= 10


def read_rows(table: Columns, report: ImportReport) -> Iterator[BalRow]:
    """Yields the addresses of a table; writes every dropped or repaired line into `report`."""
    reader, fields = _RowReader(report), _Fields(table.index)
    for line, parts in table.rows():
        report.read += 1
        fields.parts = parts
        try:
            row = reader.read(line, fields)
        except _Dropped as dropped:
            report.note(line, dropped.code, Severity.DROPPED, str(dropped))
            continue
        report.kept += 1
        yield row
    if table.not_utf8:
        report.note(
            table.not_utf8[0],
            "not_utf8",
            Severity.REPAIRED,
            _("{count} lines were written in Windows-1252 instead of UTF-8; they were converted.").format(
                count=len(table.not_utf8)
            ),
        )
