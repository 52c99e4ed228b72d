# SPDX-License-Identifier: AGPL-3.0-or-later
"""Generate a plausible French agglomeration and write it as the standard files that a real town has.

>>> town = generate(Spec(population=60_000, seed=1))
>>> files = write(town, folder)

The stages, each a module: ``site`` (river, railway, settlements) > ``roads``, ``junctions`` (main roads) >
``macro``, ``subdivide``, ``closes`` (blocks and their streets) > ``network``, ``traffic`` (routable graph) >
``streets``, ``odonyms`` (names) > ``facilities``, ``frontages``, ``compounds``, ``buildings`` >
``numbering`` (addresses) > ``people`` > ``land``, ``quarters``, ``spots`` > ``write``.
The timetables of the transport authorities will stand beside them as ``transit``, fed by ``Town.people``
and ``Town.network``, and written as GTFS by ``write``.
"""

from .generate import generate
from .spec import Spec
from .town import Town
from .write import WrittenFiles, write

__all__ = ["Spec", "Town", "WrittenFiles", "generate", "write"]
