# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where the tests' own database lies: one per clone, under a path short enough for a socket."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def tests_folder() -> Path:
    """`PARVIS_TEST_VAR`, else a folder of this clone and this account among the temporary files."""
    given = os.environ.get("PARVIS_TEST_VAR")
    if given:
        return Path(given)
    clone = hashlib.sha256(os.fsencode(ROOT)).hexdigest()[:8]
    return Path(tempfile.gettempdir()) / f"parvis-test-{os.getuid()}-{clone}"
