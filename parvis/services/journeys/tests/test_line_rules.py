# SPDX-License-Identifier: AGPL-3.0-or-later
"""The order of a line's stops and trips, and its directions."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from parvis.services.journeys.rules.columns import in_order
from parvis.services.journeys.rules.directions import Way, directions
from parvis.services.journeys.rules.sequence import merge

ways = st.lists(st.tuples(st.text("ABCDEFGH", min_size=1, max_size=9), st.integers(1, 9)), min_size=1, max_size=6)


def order(*ways: tuple[str, int]) -> str:
    return "".join(merge(ways).stops)


@given(ways)
def test_every_way_reads_downwards_and_no_row_is_empty(given_ways: list[tuple[str, int]]) -> None:
    found = merge(given_ways)
    for (stops, _trips), places in zip(given_ways, found.places, strict=True):
        assert "".join(found.stops[place] for place in places) == stops
        assert list(places) == sorted(set(places))
    assert {place for places in found.places for place in places} == set(range(len(found.stops)))


@given(st.lists(st.tuples(st.sets(st.sampled_from("ABCDEFGH"), min_size=1), st.integers(1, 9)), min_size=1, max_size=6))
def test_ways_that_agree_share_every_stop(subsets: list[tuple[set[str], int]]) -> None:
    found = merge([("".join(sorted(stops)), trips) for stops, trips in subsets])
    assert len(found.stops) == len(set().union(*(stops for stops, _trips in subsets)))


def test_it_reads_as_people_expect() -> None:
    assert order(("ABCDEF", 20), ("CD", 2), ("ABCDE", 5)) == "ABCDEF", "short runs"
    assert order(("ABCX", 20), ("ABCYZ", 5)) == "ABCXYZ", "two ends, one after the other"
    assert order(("ABCD", 20), ("ABSCD", 2)) == "ABSCD", "the detour by the school"
    assert order(("AXYD", 20), ("ABCD", 5)) == "AXYBCD", "two ways round a block"
    assert order(("MPQ", 9), ("NPQ", 3)) == "MNPQ", "two beginnings"
    assert order(("ABCDA", 9), ("CDA", 2)) == "ABCDA", "a loop, and a trip that begins half way"
    assert order(("ABCD", 9), ("ACBD", 1)) in ("ABCBD", "ACBCD"), "the other way round: one stop twice"


def test_the_way_back_is_found_where_the_feed_does_not_say() -> None:
    there, back, short = Way(("A", "B", "C"), 9), Way(("C", "B", "A"), 8), Way(("C", "B"), 1)
    assert directions([there, back, short]) == [[0], [1, 2]]
    assert directions([Way(("A", "B", "C", "A"), 9), Way(("B", "C", "A"), 1)]) == [[0, 1]], "a loop has one"
    assert directions([Way(("A", "B"), 1, 1), Way(("A", "B"), 9, 0)]) == [[1], [0]], "what the feed says holds"


def test_times_grow_to_the_right() -> None:
    trips = [{0: 700, 1: 710, 2: 720}, {1: 705, 2: 715}, {0: 600, 1: 610, 2: 620}, {2: 800}]
    assert in_order(trips) == [2, 1, 0, 3]
