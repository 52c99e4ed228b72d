# SPDX-License-Identifier: AGPL-3.0-or-later
"""People, communes and neighbourhoods add up."""

import hashlib
import json

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import shape

from parvis.engines.synthtown import Town, WrittenFiles
from parvis.engines.synthtown.people import MODES, NOWHERE
from parvis.engines.synthtown.projection import Frame, lambert93, longitude_latitude


def test_exactly_the_people_asked_for(town: Town, files: WrittenFiles):
    columns = np.load(files.people)
    assert len(columns["age"]) == town.spec.population
    assert sum(commune.population for commune in town.communes) == town.spec.population
    assert {len(columns[name]) for name in columns.files} == {town.spec.population}


def test_ages_and_households_look_like_a_french_town(town: Town):
    ages = town.people.age
    assert 0.15 < (ages < 18).mean() < 0.28
    assert 0.12 < (ages > 64).mean() < 0.35
    assert 1.9 < town.spec.population / len(np.unique(town.people.household)) < 2.5
    assert (np.diff(town.people.household) >= 0).all()


def test_commuters_have_a_place_a_mode_and_an_hour(town: Town, files: WrittenFiles):
    people, columns = town.people, np.load(files.people)
    commutes = (people.work != NOWHERE) | (people.school != NOWHERE)
    assert 0.4 < commutes.mean() < 0.8
    assert ((people.mode > 0) == commutes).all()
    assert ((people.depart_s >= 0) == commutes).all()
    assert people.mode.max() < len(MODES)
    assert (np.isfinite(columns["work_lon"]) == (people.work != NOWHERE)).all()
    assert not ((people.work != NOWHERE) & (people.age < 18)).any()


def test_a_household_shares_its_home(town: Town):
    first = np.unique(town.people.household, return_index=True)[1]
    assert (town.people.home == town.people.home[first][town.people.household]).all()


def test_communes_tile_the_agglomeration(files: WrittenFiles):
    limits = [shape(f["geometry"]) for f in json.loads(files.communes.read_text(encoding="utf-8"))["features"]]
    whole = shapely.union_all(limits)
    assert sum(limit.area for limit in limits) == pytest.approx(whole.area, rel=1e-3)


def test_neighbourhoods_cover_their_commune_and_do_not_overlap(town: Town, files: WrittenFiles):
    features = json.loads(files.neighbourhoods.read_text(encoding="utf-8"))["features"]
    assert {f["properties"]["commune_insee"] for f in features} == {c.insee for c in town.communes}
    assert len({(f["properties"]["commune_insee"], f["properties"]["name"]) for f in features}) == len(features)
    for k, commune in enumerate(town.communes):
        parts = [q.limits for q in town.neighbourhoods if q.commune == k]
        assert sum(part.area for part in parts) == pytest.approx(commune.limits.area, rel=0.03)


def test_the_manifest_vouches_for_the_files(files: WrittenFiles):
    manifest = json.loads(files.manifest.read_text(encoding="utf-8"))
    for name, digest in manifest["files"].items():
        assert hashlib.sha256((files.manifest.parent / name).read_bytes()).hexdigest() == digest


def test_lambert93_at_its_origin():
    x, y = lambert93(np.array([3.0]), np.array([46.5]))
    assert (x[0], y[0]) == (pytest.approx(700_000, abs=1e-3), pytest.approx(6_600_000, abs=1e-3))


@given(st.floats(-5, 10), st.floats(41.2, 51.3))
def test_projection_there_and_back(lon: float, lat: float):
    back = longitude_latitude(*lambert93(np.array([lon]), np.array([lat])))
    assert (back[0][0], back[1][0]) == (pytest.approx(lon, abs=1e-8), pytest.approx(lat, abs=1e-8))


def test_a_metre_is_a_metre():
    frame = Frame.at(2.9, 46.6)
    (lon, lat), (east, _) = frame.lon_lat(np.array([[0.0, 0.0], [1_000.0, 0.0]]))
    assert (east - lon) * 111_320 * np.cos(np.radians(lat)) == pytest.approx(1_000, rel=3e-3)
