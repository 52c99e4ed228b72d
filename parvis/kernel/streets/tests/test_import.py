# SPDX-License-Identifier: AGPL-3.0-or-later
"""Import of OpenStreetMap: built aside, switched whole, the old one kept until then."""

from __future__ import annotations

import gzip
import shutil
import threading
from pathlib import Path

import pytest
from django.db import connection
from pmtiles.reader import MmapSource, Reader

from parvis.kernel.audit.actors import SYSTEM
from parvis.kernel.places.imports import ImportRefused
from parvis.kernel.places.queries import search_addresses
from parvis.kernel.streets import operations, queries, storage
from parvis.kernel.streets.models import Network
from parvis.kernel.streets.tests.conftest import corner, write_grid

pytestmark = pytest.mark.django_db


def test_network_is_complete_and_in_force(grid: Path) -> None:
    report = operations.import_osm(SYSTEM, path=grid)
    network = queries.in_force()
    assert network is not None
    assert storage.is_complete(network.stamp)
    assert (report.details["road"], report.details["places"], report.issue_counts["cut_off"]) == (26, 1, 1)
    assert network.bounds == pytest.approx((4.88, 46.26, 4.894, 46.274))
    assert not network.generated
    assert search_addresses("mairie")[0].label == "Mairie"
    with storage.tiles_file(network.stamp).open("rb") as file:
        header = Reader(MmapSource(file)).header()
    assert (header["min_zoom"], header["max_zoom"]) == (6, 15)


def test_same_file_again_costs_nothing(grid: Path) -> None:
    operations.import_osm(SYSTEM, path=grid)
    before = Network.objects.get().stamp
    operations.import_osm(SYSTEM, path=grid)
    assert Network.objects.get().stamp == before


def test_lost_files_are_built_again(grid: Path) -> None:
    operations.import_osm(SYSTEM, path=grid)
    shutil.rmtree(storage.root())
    assert queries.route("foot", [corner(0, 0), corner(3, 3)]).estimated
    operations.import_osm(SYSTEM, path=grid)
    assert not queries.route("foot", [corner(0, 0), corner(3, 3)]).estimated


def test_new_file_replaces_the_old_network_and_its_folder(grid: Path, tmp_path: Path) -> None:
    operations.import_osm(SYSTEM, path=grid)
    old = Network.objects.get().stamp
    operations.import_osm(SYSTEM, path=write_grid(tmp_path / "new.osm.pbf", generator="parvis synthtown"))
    network = queries.in_force()
    assert network is not None
    assert network.generated
    assert network.stamp != old
    assert [path.name for path in storage.root().iterdir()] == [network.stamp]
    assert not queries.route("car", [corner(0, 0), corner(3, 3)]).estimated


@pytest.mark.parametrize("ending", [".osm", ".osm.gz", ".osm.bz2"])
def test_other_forms_of_the_file(ending: str, tmp_path: Path) -> None:
    operations.import_osm(SYSTEM, path=write_grid(tmp_path / f"grid{ending}"))
    assert not queries.route("foot", [corner(0, 0), corner(3, 3)]).estimated


def test_file_that_is_not_in_order(tmp_path: Path) -> None:
    report = operations.import_osm(SYSTEM, path=write_grid(tmp_path / "grid.osm", shuffled=True))
    assert report.details["road"] == 26
    assert not queries.route("foot", [corner(0, 0), corner(3, 3)]).estimated


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.osm.pbf", b""),
        ("noise.osm.pbf", bytes(range(256)) * 40),
        ("page.osm", b"<html><body>404</body></html>"),
        ("cut.osm.gz", gzip.compress(b"<osm version='0.6'><node id='1' lat='1'", mtime=0)[:30]),
        ("nothing.osm", b"<?xml version='1.0'?><osm version='0.6'></osm>"),
        ("addresses.csv", b"a;b;c"),
    ],
)
def test_failed_import_leaves_the_network_in_force(name: str, content: bytes, grid: Path, tmp_path: Path) -> None:
    operations.import_osm(SYSTEM, path=grid)
    before = Network.objects.get().stamp
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ImportRefused):
        operations.import_osm(SYSTEM, path=tmp_path / name)
    assert Network.objects.get().stamp == before
    assert [path.name for path in storage.root().iterdir()] == [before]
    assert not queries.route("foot", [corner(0, 0), corner(3, 3)]).estimated


def test_truncated_file_is_refused(grid: Path, tmp_path: Path) -> None:
    cut = tmp_path / "cut.osm.pbf"
    cut.write_bytes(grid.read_bytes()[:-200])
    with pytest.raises(ImportRefused):
        operations.import_osm(SYSTEM, path=cut)


def test_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused):
        operations.import_osm(SYSTEM, path=tmp_path / "nowhere.osm.pbf")


def test_left_over_of_a_killed_import_is_cleared(grid: Path) -> None:
    left = storage.root() / ".building-20260101"
    left.mkdir(parents=True)
    (left / "half").write_text("x")
    operations.import_osm(SYSTEM, path=grid)
    assert not left.exists()


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_second_import_at_once_is_refused(grid: Path) -> None:
    """Another session holds the lock, as another process would."""
    taken, done = threading.Event(), threading.Event()

    def hold() -> None:
        with operations._exclusive():
            taken.set()
            done.wait(20)
        connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    assert taken.wait(10)
    with pytest.raises(ImportRefused):
        operations.import_osm(SYSTEM, path=grid)
    assert not Network.objects.exists()
    done.set()
    holder.join()
    operations.import_osm(SYSTEM, path=grid)
    assert Network.objects.count() == 1


@pytest.mark.parametrize("how", ["relative", "link"])
@pytest.mark.django_db
def test_the_file_that_is_imported_stays_where_it_is(grid: Path, monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    """A path that is written otherwise than the file's own is still somebody's file."""
    linked = grid.parent / "link"
    linked.symlink_to(grid.parent, target_is_directory=True)
    monkeypatch.chdir(grid.parent)
    operations.import_osm(SYSTEM, path=Path(grid.name) if how == "relative" else linked / grid.name)
    assert grid.exists()
    stamp = Network.objects.get().stamp
    assert not list(storage.folder(stamp).glob("source*")), "our own copy goes"


@pytest.mark.data
@pytest.mark.parametrize(
    ("name", "start", "end", "least", "most"),
    [
        ("monaco.osm.pbf", (7.4206, 43.7311), (7.4256, 43.7396), 900, 3500),
        ("pont-de-veyle.osm.gz", (4.8867, 46.2636), (4.8800, 46.2660), 400, 1500),
        ("porto-alegre.osm.pbf", (-51.228, -30.033), (-51.205, -30.040), 2200, 4500),
    ],
)
def test_real_towns(
    name: str, start: tuple[float, float], end: tuple[float, float], least: int, most: int, shared_data: Path
) -> None:
    """The same walk as any map would give, within reason; and the map has tiles there."""
    report = operations.import_osm(SYSTEM, path=shared_data / "osm" / name)
    assert report.details["road"] > 200
    route = queries.route("foot", [start, end])
    assert not route.estimated
    assert least < route.distance_m < most
    assert "OpenStreetMap" in queries.static_map_svg(*start)
