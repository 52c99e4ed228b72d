# SPDX-License-Identifier: AGPL-3.0-or-later
"""Addresses in the format Base Adresse Locale 1.4 (AITF; https://aitf-sig-topo.github.io/voies-adresses/)."""

import csv
import hashlib
import uuid
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from parvis.engines.synthtown.numbering import Addresses
from parvis.engines.synthtown.shapes import Points
from parvis.engines.synthtown.town import Commune, Hamlet, Town

COLUMNS = (
    "uid_adresse",
    "cle_interop",
    "commune_insee",
    "commune_nom",
    "commune_deleguee_insee",
    "commune_deleguee_nom",
    "voie_nom",
    "lieudit_complement_nom",
    "numero",
    "suffixe",
    "position",
    "x",
    "y",
    "long",
    "lat",
    "cad_parcelles",
    "source",
    "date_der_maj",
    "certification_commune",
)
NUMBER_OF_LIEU_DIT = 99_999
SURVEYED = np.datetime64("2025-01-06")
HAMLET_REACH_M = 220.0
BASE36 = "0123456789abcdefghijklmnopqrstuvwxyz"


def write_addresses(town: Town, path: Path) -> None:
    """Semicolon-separated UTF-8, one row per address, then one per lieu-dit (``numero`` 99999)."""
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, delimiter=";", lineterminator="\r\n")
        out.writerow(COLUMNS)
        out.writerows(_rows(town))
        out.writerows(_hamlet_rows(town))


def way_codes(town: Town) -> list[str]:
    """Four-character code of each street within its commune, in the manner of FANTOIR."""
    used = [0] * len(town.communes)
    codes = []
    for street in town.streets:
        used[street.commune] += bool(street.name)
        codes.append(_code(used[street.commune]) if street.name else "")
    return codes


def _code(number: int) -> str:
    """0001 to 9999, then letters first: a000, a001, up to zzzz."""
    if number < 10_000:
        return f"{number:04d}"
    number += 10 * 36**3 - 10_000
    return "".join(BASE36[number // 36**k % 36] for k in (3, 2, 1, 0))


def _uid(kind: str, *parts: object) -> str:
    digest = hashlib.blake2b("|".join(map(str, (kind, *parts))).encode(), digest_size=16).digest()
    return str(uuid.UUID(bytes=digest, version=4))


def _complements(town: Town) -> list[str]:
    """Lieu-dit of each address that stands in one."""
    out = [""] * len(town.addresses.number)
    commune = np.array([s.commune for s in town.streets])[town.addresses.street]
    country = np.isin(town.buildings.kind[town.addresses.building], ("hamlet", "country"))
    for hamlet in town.hamlets:
        near = (
            country & (commune == hamlet.commune) & (np.hypot(*(town.addresses.xy - hamlet.centre).T) < HAMLET_REACH_M)
        )
        for k in np.flatnonzero(near):
            out[k] = hamlet.name
    return out


def _rows(town: Town) -> Iterator[tuple[str, ...]]:
    addresses, codes, complements = town.addresses, way_codes(town), _complements(town)
    metres, degrees = _positions(town, addresses.xy)
    uids = [_uid("commune", c.insee) for c in town.communes]
    ways = [_uid("voie", town.communes[s.commune].insee, code) for s, code in zip(town.streets, codes, strict=True)]
    dates = (SURVEYED + np.arange(len(town.streets)) * 37 % 600).astype(str).tolist()
    parcels = _parcels(town, addresses)
    columns = (
        addresses.street.tolist(),
        addresses.number.tolist(),
        addresses.suffix.tolist(),
        metres.tolist(),
        degrees.tolist(),
    )
    for k, (street, number, suffix, (x, y), (lon, lat)) in enumerate(zip(*columns, strict=True)):
        commune = town.communes[town.streets[street].commune]
        key = f"{commune.insee}_{codes[street]}_{number:05d}" + (f"_{suffix}" if suffix else "")
        uid = f"@c:{uids[town.streets[street].commune]} @v:{ways[street]} @a:{_uid('adresse', key)}"
        yield (
            uid,
            key,
            commune.insee,
            commune.name,
            "",
            "",
            town.streets[street].name,
            complements[k],
            str(number),
            suffix,
            "entrée",
            f"{x:.2f}",
            f"{y:.2f}",
            f"{lon:.7f}",
            f"{lat:.7f}",
            commune.insee + parcels[k],
            commune.name,
            dates[street],
            "1",
        )


def _hamlet_rows(town: Town) -> Iterator[tuple[str, ...]]:
    if not town.hamlets:
        return
    metres, degrees = _positions(town, np.array([h.centre for h in town.hamlets]))
    for k, hamlet in enumerate(town.hamlets):
        commune: Commune = town.communes[hamlet.commune]
        yield _hamlet_row(commune, hamlet, f"b{k:03d}", metres[k], degrees[k])


def _hamlet_row(commune: Commune, hamlet: Hamlet, code: str, metres: Points, degrees: Points) -> tuple[str, ...]:
    key = f"{commune.insee}_{code}_{NUMBER_OF_LIEU_DIT}"
    uid = f"@c:{_uid('commune', commune.insee)} @v:{_uid('voie', commune.insee, code)} @a:{_uid('adresse', key)}"
    return (
        uid,
        key,
        commune.insee,
        commune.name,
        "",
        "",
        hamlet.name,
        "",
        str(NUMBER_OF_LIEU_DIT),
        "",
        "segment",
        f"{metres[0]:.2f}",
        f"{metres[1]:.2f}",
        f"{degrees[0]:.7f}",
        f"{degrees[1]:.7f}",
        "",
        commune.name,
        str(SURVEYED),
        "0",
    )


def _positions(town: Town, xy: Points) -> tuple[Points, Points]:
    return town.frame.lambert(xy), town.frame.lon_lat(xy)


def _parcels(town: Town, addresses: Addresses) -> list[str]:
    """Cadastral parcel without the commune: prefix 000, a section by 500 m square, a number in the section."""
    square = np.floor(addresses.xy / 500.0).astype(np.int64)
    section: dict[tuple[int, int], int] = {}
    counted: dict[tuple[int, int], int] = {}
    out = []
    for cell in zip(*square.T.tolist(), strict=True):
        number = section.setdefault(cell, len(section))
        counted[cell] = counted.get(cell, 0) + 1
        letters = chr(65 + number // 26 % 26) + chr(65 + number % 26)
        out.append(f"000{letters}{counted[cell] % 10_000:04d}")
    return out
