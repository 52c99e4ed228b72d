# SPDX-License-Identifier: AGPL-3.0-or-later
"""How long the generator takes: ``python -m bench.synthtown [--long]`` (--long adds a million people).

Each size runs in a process of its own, so that its peak memory is its own.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from parvis.engines.synthtown import Spec, generate, write

SIZES = (10_000, 60_000, 200_000)
LONG = 1_000_000
COLUMNS = ("people", "generate s", "write s", "peak MB", "files MB", "addresses", "buildings", "streets", "street km")


def measure(population: int, seed: int = 1) -> dict[str, float]:
    """Generate and write one town; figures by column."""
    start = time.perf_counter()
    town = generate(Spec(population=population, seed=seed))
    made = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        write(town, folder)
        done = time.perf_counter()
        size = sum(file.stat().st_size for file in Path(folder).iterdir())
    values = (
        population,
        round(made - start, 1),
        round(done - made, 1),
        resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        round(size / 1e6, 1),
        len(town.addresses.number),
        len(town.buildings.outlines),
        sum(bool(s.name) for s in town.streets),
        round(float(town.network.lengths().sum()) / 1000),
    )
    return dict(zip(COLUMNS, values, strict=True))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--long", action="store_true", help="also a million people")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measure(options.one)))
        return
    print(" ".join(f"{name:>10}" for name in COLUMNS))
    for population in (*SIZES, LONG) if options.long else SIZES:
        command = [sys.executable, "-m", "bench.synthtown", "--one", str(population)]
        row = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        print(" ".join(f"{row[name]:>10}" for name in COLUMNS), flush=True)


if __name__ == "__main__":
    main()
