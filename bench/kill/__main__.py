# SPDX-License-Identifier: AGPL-3.0-or-later
"""`python -m bench.kill [--kills 50]`: runs the campaign and prints its table."""

from __future__ import annotations

import argparse
import sys
import time

from rich.console import Console
from rich.table import Table

from bench.kill.campaign import run


def main() -> int:
    """The exit code is 1 when a promise was broken."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    began = time.monotonic()
    verdict = run(options.kills, seed=options.seed)
    table = Table("what", "figure")
    for kind, count in verdict.kills.items():
        table.add_row(f"killed: {kind}", str(count))
    table.add_row("reports acknowledged", str(verdict.acknowledged))
    for reason, count in verdict.failures.most_common():
        table.add_row(f"requests that failed: {reason}", str(count))
    table.add_row("acknowledged and missing", str(len(verdict.missing)))
    table.add_row("written twice", str(len(verdict.doubled)))
    table.add_row("messages sent", str(verdict.messages))
    table.add_row("reports without message", str(len(verdict.without_message)))
    table.add_row("messages not sent", str(verdict.unsent))
    table.add_row("messages sent twice", str(len(verdict.twice)))
    table.add_row("messages noted as sent without file", str(verdict.lost_files))
    table.add_row("seconds", f"{time.monotonic() - began:.0f}")
    Console().print(table)
    return 0 if verdict.sound else 1


if __name__ == "__main__":
    sys.exit(main())
