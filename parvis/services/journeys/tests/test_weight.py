# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a process pays that never searches for a journey."""

from __future__ import annotations

import os
import subprocess
import sys

PAGES = """
import sys, django
django.setup()
import parvis.project.urls
sys.exit("numba" in sys.modules)
"""


def test_pages_and_other_jobs_do_not_load_the_search() -> None:
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "parvis.project.settings"}
    assert subprocess.run([sys.executable, "-c", PAGES], env=environment, check=False).returncode == 0
