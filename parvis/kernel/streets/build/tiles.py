# SPDX-License-Identifier: AGPL-3.0-or-later
"""The base map as one PMTiles file (version 3), made by tippecanoe from the extracted features."""

from __future__ import annotations

from pathlib import Path

from parvis.kernel.streets.build.programs import run, tippecanoe_program

MIN_ZOOM, MAX_ZOOM = 6, 15


def build_tiles(features: Path, target: Path) -> None:
    """Writes the vector tiles of the features (GeoJSON, one a line) to `target`.

    Each feature says itself from which zoom on it shows; none is dropped by chance. Neighbouring
    lines with the same properties are joined, so that a street's name is drawn once.

    Raises:
        ImportRefused: tippecanoe failed.
    """
    run(
        tippecanoe_program(), "--output", target, "--force", "--quiet", "--read-parallel",
        f"--minimum-zoom={MIN_ZOOM}", f"--maximum-zoom={MAX_ZOOM}", "--drop-rate=1", "--no-feature-limit",
        "--no-tile-size-limit", "--coalesce", "--reorder", "--simplification=4", "--no-tile-stats",
        "--buffer=8", "--name=base", f"--temporary-directory={target.parent}", features,
        folder=target.parent,
    )  # fmt: skip
