# SPDX-License-Identifier: AGPL-3.0-or-later
"""The signature of Parvis: paving drawn as SVG from the town's colours.

A parvis is the paved square in front of a town hall. Three bonds are laid, each as a tile that repeats
without a seam in both directions:

- `fan`: the "queue de paon" of French squares: rows of fans, each the reverse of a fish scale, laid in
  concentric arcs of small setts inside a darker border arc;
- `herringbone`: bricks two by one laid as "bâtons rompus" at 45°;
- `setts`: courses of stones of uneven length, joints broken.

Everything is deterministic: the same `Paving` gives the same bytes, in a page, in a PDF or in a test.
"""

from parvis.ui.paving.drawing import arch, edge, emblem, tile
from parvis.ui.paving.fan import emblem_stones
from parvis.ui.paving.model import BONDS, Bond, Palette, Paving, Stone, palette

__all__ = ["BONDS", "Bond", "Palette", "Paving", "Stone", "arch", "edge", "emblem", "emblem_stones", "palette", "tile"]
