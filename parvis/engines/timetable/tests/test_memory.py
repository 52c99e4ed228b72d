# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading gives its memory back."""

import subprocess
import sys

CODE = """
import os, sys
from parvis.engines import timetable
assert "polars" not in sys.modules
timetable.load
print("polars" in sys.modules, os.environ["_RJEM_MALLOC_CONF"])
"""


def test_the_allocator_is_told_before_polars_is_imported() -> None:
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=True)
    loaded, told = done.stdout.split()
    assert loaded == "True"
    # Polars puts its own first; the last word counts.
    assert told.endswith("dirty_decay_ms:0,muzzy_decay_ms:0")
