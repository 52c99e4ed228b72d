# SPDX-License-Identifier: AGPL-3.0-or-later
"""Numbers of organisations, and who may give which role."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.kernel.organisations.rules import RANK, Role, insee_code_is_valid, may_give, siret_is_valid


def test_a_real_siret_is_valid():
    assert siret_is_valid("21690123100011")  # the city of Lyon


@pytest.mark.parametrize("siret", ["35600000000048", "35600000049837"])
def test_la_poste_has_its_own_rule(siret):
    assert siret_is_valid(siret)


@pytest.mark.parametrize(
    "siret", ["", "2169012310001", "21690123100012", "2169012310001a", "２１６９０１２３１０００１１"]
)
def test_what_is_not_a_siret_is_refused(siret):
    assert not siret_is_valid(siret)


@given(st.text(alphabet="0123456789", min_size=13, max_size=13).filter(lambda text: not text.startswith("356000000")))
def test_exactly_one_last_digit_fits(stem):
    assert sum(siret_is_valid(stem + digit) for digit in "0123456789") == 1


@pytest.mark.parametrize(
    ("code", "valid"), [("01283", True), ("2A004", True), ("97101", True), ("2C004", False), ("123", False)]
)
def test_insee_codes(code, valid):
    assert insee_code_is_valid(code) is valid


@given(st.sampled_from(Role), st.sampled_from(Role))
def test_nobody_gives_a_role_above_their_own(giver, role):
    if may_give(giver, role):
        assert RANK[giver] >= RANK[role]
        assert giver not in {Role.AGENT, Role.CALL_TAKER}
