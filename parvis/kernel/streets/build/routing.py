# SPDX-License-Identifier: AGPL-3.0-or-later
"""OSRM's files for one mode. Multi-level Dijkstra: its preparation takes seconds where contraction takes minutes."""

from __future__ import annotations

from pathlib import Path

from parvis.kernel.streets.build.profiles import profile_for
from parvis.kernel.streets.build.programs import osrm_program, run


def build_routing(source: Path, folder: Path, mode: str) -> None:
    """Writes `folder/<mode>/network.osrm.*` from an OSM file (.osm.pbf, .osm or .osm.bz2).

    Raises:
        ImportRefused: a step failed.
    """
    into = folder / mode
    into.mkdir()
    base = into / "network.osrm"
    quiet = ("-l", "WARNING", "-t", "1")
    run(osrm_program("extract"), source, "-p", profile_for(mode, into), "-o", base, *quiet, folder=into)
    run(osrm_program("partition"), base, *quiet, folder=into)
    run(osrm_program("customize"), base, *quiet, folder=into)
    for needless in ("cnbg", "cnbg_to_ebg", "ebg", "enw", "restrictions", "turn_penalties_index"):
        base.with_suffix(f".osrm.{needless}").unlink(missing_ok=True)
