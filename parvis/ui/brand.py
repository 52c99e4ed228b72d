# SPDX-License-Identifier: AGPL-3.0-or-later
"""Drawings served for the town: paving, emblem, arch of the empty states, icons of the installed app."""

from __future__ import annotations

import io
from functools import lru_cache

from PIL import Image, ImageDraw

from parvis.ui import paving
from parvis.ui.identity import Identity
from parvis.ui.townstyle import Theme, Tone, paving_palette, roles

ICON_SIZES = (32, 180, 192, 512)
EMBLEM_UNITS = 200


@lru_cache(maxsize=64)
def _drawn(stones: paving.Paving, shape: str) -> str:
    return {"arch": paving.arch, "edge": paving.edge}.get(shape, paving.tile)(stones)


def paving_svg(identity: Identity, bond: paving.Bond, theme: Theme, tone: Tone, shape: str) -> str:
    """A repeating tile, or the shape `arch` of empty states; tone `edge` gives the scalloped edge."""
    stones = paving.Paving(bond, paving_palette(identity, theme, tone))
    return _drawn(stones, "edge" if tone == "edge" else shape)


def emblem_paving(identity: Identity) -> paving.Paving:
    """Pale stones with marked accents, for the emblem on the band colour."""
    colours = identity.colours
    pale = paving.palette(colours["paper"], colours["ink"], colours["accent"], colours["gold"], strength=0.6)
    return paving.Paving("fan", pale, seed=3)


def emblem_svg(identity: Identity) -> str:
    """The mark of a town that has given no logo."""
    return paving.emblem(emblem_paving(identity), roles(identity.colours, "light")["band"])


@lru_cache(maxsize=16)
def _icon(band: str, tints: tuple[str, ...], size: int, *, maskable: bool) -> bytes:
    scale = 4 * size / EMBLEM_UNITS
    canvas = Image.new("RGBA", (4 * size, 4 * size), (0, 0, 0, 0))
    pen = ImageDraw.Draw(canvas)
    corner = 0 if maskable else 44 * scale
    pen.rounded_rectangle((0, 0, 4 * size - 1, 4 * size - 1), corner, fill=band)
    # A maskable icon may be cut to a circle of 80 %: its drawing stays inside.
    shrink = 0.78 if maskable else 1.0
    for stone in paving.emblem_stones(3):
        points = [(100 + (x - 100) * shrink, 100 + (y - 100) * shrink) for x, y in stone.corners]
        pen.polygon([(x * scale, y * scale) for x, y in points], fill=tints[stone.tint])
    flat = canvas.resize((size, size), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    flat.save(out, "PNG", optimize=True)
    return out.getvalue()


def icon_png(identity: Identity, size: int, *, maskable: bool = False) -> bytes:
    """The app icon as PNG, `size` pixels square; `maskable` fills the square for Android's masks."""
    colours = identity.colours
    tints = emblem_paving(identity).palette.tints
    return _icon(roles(colours, "light")["band"], tints, size, maskable=maskable)
