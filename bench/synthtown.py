# SPDX-License-Identifier: AGPL-3.0-or-later
"""How long the generator takes: ``python -m bench.synthtown [--long]`` (--long adds a million people).

Each size runs in a process of its own, so that its peak memory is its own; the size with an asked time runs
twice, and both must write the same bytes. There is no peer: no generator known to us writes these files.
"""

import argparse
import hashlib
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
ASKED_S = {60_000: 15}
COLUMNS = (
    "people", "generate s", "write s", "processor", "peak MB", "files MB", "addresses", "buildings", "streets",
    "street km",
)  # fmt: skip


def measure(population: int, seed: int = 1) -> dict[str, float | str]:
    """Generate and write one town; figures by column, and a digest of its files."""
    start = time.perf_counter()
    town = generate(Spec(population=population, seed=seed))
    made = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        write(town, folder)
        done = time.perf_counter()
        processor = time.process_time()
        files = sorted(Path(folder).iterdir())
        size = sum(file.stat().st_size for file in files)
        digest = hashlib.sha256(b"".join(hashlib.sha256(file.read_bytes()).digest() for file in files)).hexdigest()
    values = (
        population,
        round(made - start, 1),
        round(done - made, 1),
        round(processor, 1),
        resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        round(size / 1e6, 1),
        len(town.addresses.number),
        len(town.buildings.outlines),
        sum(bool(s.name) for s in town.streets),
        round(float(town.network.lengths().sum()) / 1000),
    )
    return dict(zip(COLUMNS, values, strict=True)) | {"digest": digest}


def in_own_process(population: int) -> dict[str, float | str]:
    """The figures of a fresh process."""
    command = [sys.executable, "-m", "bench.synthtown", "--one", str(population)]
    row: dict[str, float | str] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return row


def verdict(population: int, row: dict[str, float | str]) -> tuple[str, bool]:
    """What is asked of this size beside what it does, and whether that is met."""
    asked = ASKED_S.get(population)
    if asked is None:
        return "", True
    spent = float(row["generate s"]) + float(row["write s"])
    same = in_own_process(population)["digest"] == row["digest"]
    met = spent < asked and same
    words = f"asked < {asked} s: {spent:.1f} s; same seed, {'same' if same else 'OTHER'} bytes"
    return f"  {words}: {'met' if met else 'SHORT'}", met


def main() -> int:
    """Prints the table; 1 when it falls short of what is asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--long", action="store_true", help="also a million people")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measure(options.one)))
        return 0
    print(" ".join(f"{name:>10}" for name in COLUMNS))
    all_met = True
    for population in (*SIZES, LONG) if options.long else SIZES:
        row = in_own_process(population)
        words, met = verdict(population, row)
        print(" ".join(f"{row[name]:>10}" for name in COLUMNS) + words, flush=True)
        all_met &= met
    return 0 if all_met else 1


if __name__ == "__main__":
    sys.exit(main())
