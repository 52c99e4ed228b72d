# SPDX-License-Identifier: AGPL-3.0-or-later
"""A decision has one key: fingers that know it never decide something else on another report."""

from __future__ import annotations

import itertools

from parvis.services.reports.rules.states import TRANSITIONS, By
from parvis.services.reports.views.agents.cases import KEYS


def test_each_decision_of_an_agent_has_its_own_key() -> None:
    targets = {arrow.target for arrow in TRANSITIONS if arrow.by is By.AGENT}
    assert targets == set(KEYS)
    assert len(set(KEYS.values())) == len(KEYS)


def test_the_keys_stand_in_the_order_of_the_buttons_whatever_the_state() -> None:
    for _source, arrows in itertools.groupby(
        (arrow for arrow in TRANSITIONS if arrow.by is By.AGENT and arrow.source is not arrow.target),
        key=lambda arrow: (arrow.source, arrow.permission),
    ):
        keys = [KEYS[arrow.target] for arrow in arrows]
        assert keys == sorted(keys)
