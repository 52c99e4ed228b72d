# SPDX-License-Identifier: AGPL-3.0-or-later
"""What runs beside the demo: its failure is the demo's, and nothing outlives it."""

import pytest

from parvis.project.demonstration.processes import Beside, ImportFailed


def test_a_failure_is_told_by_its_last_line():
    with Beside() as beside, pytest.raises(ImportFailed, match="No module named"):
        beside.start("parvis.no_such_thing", "x").finish()


def test_nothing_outlives_the_demo():
    with Beside() as beside:
        running = beside.start("http.server", "--bind", "127.0.0.1", "0")
    assert running._run.returncode is not None
