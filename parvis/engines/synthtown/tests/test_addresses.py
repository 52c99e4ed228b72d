# SPDX-License-Identifier: AGPL-3.0-or-later
"""Addresses follow Base Adresse Locale 1.4 and the French way of numbering."""

import csv
import re
from collections import defaultdict
from datetime import date

import numpy as np
import pytest
import shapely

from parvis.engines.synthtown import Town, WrittenFiles
from parvis.engines.synthtown.projection import lambert93
from parvis.engines.synthtown.write.bal import COLUMNS, NUMBER_OF_LIEU_DIT, _code

UUID = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
POSITIONS = {"entrée", "délivrance postale", "bâtiment", "cage d’escalier", "logement", "parcelle", "segment"}


@pytest.fixture(scope="module")
def rows(files: WrittenFiles) -> list[dict[str, str]]:
    with files.addresses.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def test_columns_are_those_of_the_standard(files: WrittenFiles):
    assert tuple(files.addresses.read_text(encoding="utf-8").splitlines()[0].split(";")) == COLUMNS


def test_each_value_has_the_type_of_its_column(rows: list[dict[str, str]]):
    for row in rows:
        suffix = f"_{row['suffixe']}" if row["suffixe"] else ""
        way = row["cle_interop"].split("_")[1]
        assert row["cle_interop"] == f"{row['commune_insee']}_{way}_{int(row['numero']):05d}{suffix}"
        assert re.fullmatch(r"96\d{3}_[0-9a-z]{4}_\d{5}(_(bis|ter))?", row["cle_interop"])
        assert re.fullmatch(rf"@c:{UUID} @v:{UUID} @a:{UUID}", row["uid_adresse"])
        assert row["commune_nom"]
        assert row["voie_nom"] == row["voie_nom"].strip()
        assert row["voie_nom"][:1].isupper()
        assert row["position"] in POSITIONS
        assert date.fromisoformat(row["date_der_maj"]) < date(2026, 11, 1)
        assert row["certification_commune"] in ("0", "1")
        assert re.fullmatch(r"(96\d{3}000[A-Z]{2}\d{4})?", row["cad_parcelles"])


def test_keys_are_unique(rows: list[dict[str, str]]):
    for column in ("cle_interop", "uid_adresse"):
        values = [row[column] for row in rows]
        assert len(values) == len(set(values)), column


def test_both_systems_of_coordinates_agree(rows: list[dict[str, str]]):
    values = np.array([[float(row[c]) for c in ("long", "lat", "x", "y")] for row in rows])
    x, y = lambert93(values[:, 0], values[:, 1])
    assert np.abs(x - values[:, 2]).max() < 0.03
    assert np.abs(y - values[:, 3]).max() < 0.03


def test_about_one_address_for_2_2_people(town: Town, rows: list[dict[str, str]]):
    numbered = [row for row in rows if row["numero"] != str(NUMBER_OF_LIEU_DIT)]
    assert len(numbered) == pytest.approx(town.spec.population / 2.2, rel=0.08)
    assert len(numbered) < len(rows), "there are lieux-dits"


def test_one_name_per_street_and_one_code_per_name(rows: list[dict[str, str]]):
    codes = defaultdict(set)
    for row in rows:
        codes[row["commune_insee"], row["voie_nom"].casefold()].add(row["cle_interop"].split("_")[1])
    assert all(len(found) <= 2 for found in codes.values())
    named = [code for found in codes.values() for code in found if not code.startswith("b")]
    assert len(named) == sum(len([c for c in found if not c.startswith("b")]) for found in codes.values())


def test_odd_on_one_side_even_on_the_other_and_growing(town: Town):
    """Seen from the street, odd numbers stand on the left; along it numbers never decrease on a side."""
    addresses, net = town.addresses, town.network
    checked = 0
    for k, street in enumerate(town.streets):
        mine = np.flatnonzero(addresses.street == k)
        continuous = (street.forward.all() or not street.forward.any()) and len(street.edges) < 30
        if len(mine) < 8 or not continuous or not street.forward.all():
            continue
        line = shapely.LineString(net.xy[np.concatenate([net.tail[street.edges], net.head[street.edges[-1:]]])])
        at = shapely.line_locate_point(line, shapely.points(addresses.xy[mine]))
        for parity in (0, 1):
            side = addresses.number[mine] % 2 == parity
            order = np.argsort(addresses.number[mine][side], kind="stable")
            assert (np.diff(at[side][order]) > -45).all(), street.name
        checked += 1
    assert checked > 5


def test_addresses_lie_in_their_commune(town: Town):
    communes = np.array([s.commune for s in town.streets])[town.addresses.street]
    limits = np.array([c.limits for c in town.communes], dtype=object)[communes]
    away = shapely.distance(limits, shapely.points(town.addresses.xy))
    assert (away > 60).mean() < 0.002


@pytest.mark.parametrize(
    ("number", "code"), [(1, "0001"), (9_999, "9999"), (10_000, "a000"), (10_001, "a001"), (10_036, "a010")]
)
def test_way_codes(number: int, code: str):
    assert _code(number) == code
