# SPDX-License-Identifier: AGPL-3.0-or-later
"""The paving: same bytes each time, no seam, light enough for a page."""

from __future__ import annotations

import gzip
import io
import xml.etree.ElementTree as ET

import pytest

from parvis.ui import brand, paving
from parvis.ui.identity import DEFAULT_COLOURS, Identity
from parvis.ui.paving.courses import herringbone_stones, setts_stones
from parvis.ui.paving.model import SIZE, Stone

TOWN = Identity(name="Valorne", title="", colours=DEFAULT_COLOURS)
PALE = paving.palette("#f3ebdc", "#8a7350", "#b03a20", "#d79a2b")


@pytest.mark.parametrize("bond", paving.BONDS)
def test_a_tile_is_the_same_each_time_and_well_formed(bond: paving.Bond) -> None:
    one, other = (paving.tile(paving.Paving(bond, PALE)) for _ in range(2))
    assert one == other
    assert ET.fromstring(one).attrib["viewBox"] == "0 0 360 360"


@pytest.mark.parametrize("bond", paving.BONDS)
def test_a_tile_costs_less_than_nine_kilobytes(bond: paving.Bond) -> None:
    assert len(gzip.compress(paving.tile(paving.Paving(bond, PALE)).encode(), 9)) < 9_000


def test_another_seed_lays_other_stones() -> None:
    assert paving.tile(paving.Paving("fan", PALE, seed=1)) != paving.tile(paving.Paving("fan", PALE, seed=2))


def middle(stone: Stone) -> tuple[float, float]:
    xs, ys = zip(*stone.corners, strict=True)
    return sum(xs) / len(xs), sum(ys) / len(ys)


@pytest.mark.parametrize("lay", [herringbone_stones, setts_stones])
def test_what_leaves_by_one_edge_comes_in_by_the_other(lay: object) -> None:
    stones = lay(7)  # type: ignore[operator]
    places = {(round(x), round(y)): stone.tint for stone in stones for x, y in [middle(stone)]}
    crossing = [
        stone for stone in stones if any(x < -1 for x, _ in stone.corners) and any(x > 1 for x, _ in stone.corners)
    ]
    assert crossing
    for stone in crossing:
        x, y = middle(stone)
        twins = [places.get((round(x + SIZE) + dx, round(y) + dy)) for dx in (-1, 0, 1) for dy in (-1, 0, 1)]
        assert stone.tint in twins


def test_icons_are_png_of_the_asked_size() -> None:
    image = brand.icon_png(TOWN, 192)
    assert image.startswith(b"\x89PNG")
    from PIL import Image

    with Image.open(io.BytesIO(image)) as opened:
        assert opened.size == (192, 192)


def test_drawings_hold_no_script() -> None:
    for drawing in (
        brand.emblem_svg(TOWN),
        paving.edge(paving.Paving("fan", PALE)),
        paving.arch(paving.Paving("fan", PALE)),
    ):
        assert "script" not in drawing
        assert "style=" not in drawing
