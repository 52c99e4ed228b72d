# SPDX-License-Identifier: AGPL-3.0-or-later
"""Loaded before Django's settings: gives the tests a PostgreSQL of their own unless `DATABASE_URL` names one."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

os.environ.setdefault("PARVIS_SECRET_KEY", "tests-only-not-a-secret")
if "DATABASE_URL" not in os.environ:
    from parvis.project.embedded import start_embedded

    start_embedded(Path(os.environ.get("PARVIS_TEST_VAR", Path(tempfile.gettempdir()) / f"parvis-test-{os.getuid()}")))
