# SPDX-License-Identifier: AGPL-3.0-or-later
"""Generate a plausible French agglomeration and write it as the standard files that a real town has.

>>> town = generate(Spec(population=60_000, seed=1))
>>> files = write(town, folder)

The stages, each a module: ``site`` (river, railway, settlements) > ``roads``, ``junctions`` (main roads) >
``macro``, ``subdivide``, ``closes`` (blocks and their streets) > ``network``, ``traffic`` (routable graph) >
``streets``, ``odonyms`` (names) > ``facilities``, ``frontages``, ``compounds``, ``buildings`` >
``numbering`` (addresses) > ``people`` > ``land``, ``quarters``, ``spots`` > ``write``.
``transit`` plans the public transport of a finished town, ``write_transit`` writes it as GTFS.

>>> write_transit(town, transit.plan(town, date(2026, 9, 1)), folder)
"""

from . import transit
from .generate import generate
from .spec import Spec
from .town import Town
from .write import WrittenFiles, write
from .write.transit import TransitFiles, write_transit

__all__ = ["Spec", "Town", "TransitFiles", "WrittenFiles", "generate", "transit", "write", "write_transit"]
