# SPDX-License-Identifier: AGPL-3.0-or-later
"""`kill -9` of every process during a load of reports: nothing that was acknowledged is lost, no message doubled."""

from __future__ import annotations

import pytest

from bench.kill.campaign import KINDS, run


@pytest.mark.timeout(600)
def test_each_kind_of_process_may_be_killed_once() -> None:
    verdict = run(len(KINDS), between=4)
    assert set(verdict.kills) == set(KINDS)
    assert verdict.sound, verdict


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_fifty_kills() -> None:
    verdict = run(50, seed=2)
    assert verdict.sound, verdict
