# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reads and pages of 100,000 reports beside the plain way, in one run: `python -m bench.reports [--reports N]`.

It makes its own database beside the one that `DATABASE_URL` names, fills it by COPY and drops it at the end.
"""

from __future__ import annotations

import argparse
import os
import sys
import time

import django
from django.core.management import call_command

from bench.reports.database import own_database


def main() -> int:
    """Runs everything and prints the tables; 1 when something falls short of what is asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=100_000)
    parser.add_argument("--turns", type=int, default=60)
    parser.add_argument("--keep", action="store_true", help="keep the database, to look at plans")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parvis.project.settings")
    os.environ["PARVIS_POOL_SIZE"] = "1"  # one connection, whose processor time can be read
    with own_database(keep=options.keep):
        django.setup()
        from bench.figures import report
        from bench.reports import acts, town
        from parvis.kernel.search.operations import rebuild

        call_command("migrate", verbosity=0)
        started = time.perf_counter()
        actor = town.fill(options.reports)
        print(f"{options.reports:,} reports loaded in {time.perf_counter() - started:.0f} s", flush=True)
        started = time.perf_counter()
        rebuild()
        print(f"and indexed for the platform's search in {time.perf_counter() - started:.0f} s\n", flush=True)
        met = report("What the service reads", acts.reads(actor), turns=options.turns)
        met &= report("Whole pages, server time", acts.pages(actor), turns=options.turns)
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
