# SPDX-License-Identifier: AGPL-3.0-or-later
"""A tiny road network: a grid of named streets, a river with one bridge, a town hall."""

from __future__ import annotations

import itertools
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import osmium
import pytest
from osmium.osm.mutable import Node, Way

from parvis.kernel.audit.actors import SYSTEM
from parvis.kernel.streets import operations, storage
from parvis.kernel.streets.models import Network

WEST, SOUTH, STEP, SIDE = 4.88, 46.26, 0.002, 8
NAMES = ("du Moulin", "de la Paix", "Victor Hugo", "des Lilas", "du Pont", "de l’Église", "Carnot", "des Prés")


def corner(column: int, row: int) -> tuple[float, float]:
    """Longitude and latitude of a crossing of the grid."""
    return WEST + column * STEP, SOUTH + row * STEP


def _nodes() -> Iterator[Node]:
    for row, column in itertools.product(range(SIDE), range(SIDE)):
        yield Node(id=1 + row * SIDE + column, location=corner(column, row))
    river = WEST + 3.5 * STEP
    yield Node(id=900, location=(river, SOUTH - 0.01))
    yield Node(id=901, location=(river, SOUTH + 0.03))
    for number, (x, y) in enumerate(((0, 0), (1, 0), (1, 1), (0, 1))):
        yield Node(id=910 + number, location=(WEST + 0.0002 + x * 0.0004, SOUTH + 0.0002 + y * 0.0004))
    yield Node(id=920, location=(WEST + 0.5 * STEP, SOUTH + 6.5 * STEP))
    yield Node(id=950, location=(WEST, SOUTH + 0.0001), tags={"place": "town", "name": "Pontbourg"})


def _ways() -> Iterator[Way]:
    for row in range(SIDE):
        tags = {"highway": "residential", "name": f"Rue {NAMES[row]}"}
        first = [1 + row * SIDE + column for column in range(4)]
        second = [1 + row * SIDE + column for column in range(4, SIDE)]
        yield Way(id=100 + row, nodes=first, tags=tags)
        yield Way(id=130 + row, nodes=second, tags=tags)
        if row == 2:
            yield Way(id=120, nodes=[first[-1], second[0]], tags={**tags, "bridge": "yes", "layer": "1"})
    for column in range(SIDE):
        nodes = [1 + row * SIDE + column for row in range(SIDE)]
        yield Way(id=200 + column, nodes=nodes, tags={"highway": "tertiary", "name": f"Avenue {NAMES[column]}"})
    yield Way(id=250, nodes=[1 + 7 * SIDE, 920], tags={"highway": "steps"})
    yield Way(id=300, nodes=[900, 901], tags={"waterway": "river", "name": "La Veyle"})
    square = [910, 911, 912, 913, 910]
    yield Way(id=301, nodes=square, tags={"building": "civic", "amenity": "townhall", "name": "Mairie"})
    yield Way(id=302, nodes=[1, 999_999], tags={"highway": "residential", "name": "Coupée"})


def write_grid(path: Path, *, generator: str = "test", shuffled: bool = False) -> Path:
    """Writes the network, PBF or XML by the ending; the river runs between columns 3 and 4, bridged at row 2."""
    header = osmium.io.Header()
    header.set("generator", generator)
    with osmium.SimpleWriter(str(path), header=header) as out:
        for node in _nodes():
            out.add_node(node)
        for way in _ways() if shuffled else sorted(_ways(), key=lambda one: one.id):
            out.add_way(way)
    return path


@pytest.fixture
def grid(tmp_path: Path) -> Path:
    """The network as a PBF file."""
    return write_grid(tmp_path / "grid.osm.pbf")


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the imported network is kept from the first test that needs it to the next ones."""
    return tmp_path_factory.mktemp("streets")


@pytest.fixture
def streets(db: None, grid: Path, built: Path) -> None:
    """The network in force: imported once, then put back as it was."""
    kept = built / "row.json"
    if not kept.exists():
        operations.import_osm(SYSTEM, path=grid)
        row = Network.objects.values(
            "stamp", "content_hash", "current", "west", "south", "east", "north", "counts"
        ).get()
        kept.write_text(json.dumps(row))
        shutil.copytree(storage.folder(row["stamp"]), built / row["stamp"])
        return
    row = json.loads(kept.read_text())
    shutil.copytree(built / row["stamp"], storage.folder(row["stamp"]))
    Network.objects.create(**row)
