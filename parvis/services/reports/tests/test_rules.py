# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pure decisions: properties that hold for all inputs, and the cases that people meet."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import box

from parvis.kernel.audit.refusals import Refused
from parvis.kernel.places.geo import cell, disk, sure_radius_m
from parvis.services.reports.rules.deadlines import due_at, is_working_day, public_holidays, working_days_between
from parvis.services.reports.rules.duplicates import RADIUS_M, likeness
from parvis.services.reports.rules.placeholders import substitute, unknown_placeholders
from parvis.services.reports.rules.publication import HeldFor, Visibility, first_visibility, needs_proof
from parvis.services.reports.rules.questions import parse_notices, parse_questions, validate_answers
from parvis.services.reports.rules.references import format_reference, parse_reference
from parvis.services.reports.rules.routing import AreaKind, Rule, route, simulate
from parvis.services.reports.rules.states import CLOSED, OPEN, TRANSITIONS, By, State, next_states, open311_status
from parvis.services.reports.rules.words import clean_text, fold, plain_words

PARIS = ZoneInfo("Europe/Paris")
CLOSED_DAYS = public_holidays("FR")
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))


@given(MOMENTS, st.integers(0, 60))
def test_a_due_date_is_a_working_day_at_closing_time(start: datetime, days: int) -> None:
    due = due_at(start, days, zone=PARIS, closed=CLOSED_DAYS)
    assert due > start
    assert is_working_day(due.date(), CLOSED_DAYS)
    assert (due.astimezone(PARIS).hour, due.astimezone(PARIS).minute) == (18, 0)
    if days:
        assert working_days_between(start.astimezone(PARIS).date(), due.astimezone(PARIS).date(), CLOSED_DAYS) == days


@given(MOMENTS, st.integers(0, 40))
def test_one_more_day_is_never_sooner(start: datetime, days: int) -> None:
    assert due_at(start, days, zone=PARIS, closed=CLOSED_DAYS) <= due_at(
        start, days + 1, zone=PARIS, closed=CLOSED_DAYS
    )


@given(st.dates(date(2020, 1, 1), date(2035, 1, 1)), st.dates(date(2020, 1, 1), date(2035, 1, 1)))
def test_counting_back_is_the_opposite(first: date, last: date) -> None:
    there, back = working_days_between(first, last, CLOSED_DAYS), working_days_between(last, first, CLOSED_DAYS)
    assert there == -back


def test_christmas_week_of_2026() -> None:
    thursday = datetime(2026, 12, 24, 10, tzinfo=UTC)
    assert due_at(thursday, 1, zone=PARIS, closed=CLOSED_DAYS).date() == date(2026, 12, 28)
    assert due_at(thursday, 5, zone=PARIS, closed=CLOSED_DAYS).date() == date(2027, 1, 4)  # New Year's Day is a Friday
    assert not is_working_day(date(2025, 12, 26), public_holidays("FR", "57"))  # Saint Stephen's Day in Moselle
    assert is_working_day(date(2025, 12, 26), CLOSED_DAYS)


def test_naive_times_and_negative_days_are_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        due_at(datetime(2026, 1, 1), 1, zone=PARIS, closed=CLOSED_DAYS)
    with pytest.raises(ValueError, match="negative"):
        due_at(datetime(2026, 1, 1, tzinfo=UTC), -1, zone=PARIS, closed=CLOSED_DAYS)


@given(st.integers(1, 9999), st.integers(0, 999_999_999))
def test_references_are_read_as_written(year: int, number: int) -> None:
    reference = format_reference(year, number)
    assert parse_reference(reference) == reference
    assert parse_reference(f"  {reference.lower().replace('-', ' ')} ") == reference


@given(st.text(max_size=80))
def test_any_text_is_a_reference_or_none(text: str) -> None:
    found = parse_reference(text)
    assert found is None or parse_reference(found) == found


@given(st.text(max_size=300), st.text(max_size=50))
def test_placeholders_are_replaced_once(text: str, value: str) -> None:
    assert substitute("{reference}", {"reference": value}) == value
    assert substitute(text, {}) == text


def test_unknown_placeholders_are_named() -> None:
    assert unknown_placeholders("{reference} {secret_key} {town}") == ["secret_key"]


@given(st.text(max_size=500))
def test_cleaned_text_is_stable_and_plain(text: str) -> None:
    cleaned = clean_text(text, 10_000)
    assert clean_text(cleaned, 10_000) == cleaned
    assert "\x00" not in cleaned
    cleaned.encode()


@given(st.text(max_size=200))
def test_folding_never_fails(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    plain_words(text)


def test_every_state_leads_somewhere_and_none_to_itself_but_a_new_date() -> None:
    every = frozenset({"reports.treat", "reports.supervise"})
    for state in State:
        assert next_states(state, every), state
        assert next_states(state, frozenset()) == ()
    loops = {arrow.source for arrow in TRANSITIONS if arrow.source is arrow.target}
    assert loops == {State.SCHEDULED}
    assert {open311_status(state) for state in CLOSED} == {"closed"}
    assert {open311_status(state) for state in OPEN} == {"open"}
    assert {arrow.source for arrow in TRANSITIONS if arrow.by is By.REPORTER} == {State.RESOLVED}


@pytest.mark.parametrize(
    ("publication", "flags", "expected"),
    [
        ("public", {}, (Visibility.PUBLIC, HeldFor.NOTHING)),
        ("public", {"suspicious": True, "awaits_proof": True}, (Visibility.HELD, HeldFor.SPAM)),
        ("public", {"awaits_proof": True}, (Visibility.HELD, HeldFor.PROOF)),
        ("checked", {}, (Visibility.HELD, HeldFor.CHECK)),
        ("checked", {"by_agent": True}, (Visibility.PUBLIC, HeldFor.NOTHING)),
        ("private", {"awaits_proof": True}, (Visibility.PRIVATE, HeldFor.NOTHING)),
        ("private", {"suspicious": True}, (Visibility.PRIVATE, HeldFor.SPAM)),
    ],
)
def test_where_a_report_starts(publication: str, flags: dict[str, bool], expected: object) -> None:
    values = {"suspicious": False, "awaits_proof": False, "by_agent": False, **flags}
    assert first_visibility(publication, **values) == expected


def test_proof_is_asked_of_strangers_in_a_flood() -> None:
    quiet, flood = {"anonymous_last_hour": 3, "flood_per_hour": 10}, {"anonymous_last_hour": 10, "flood_per_hour": 10}
    assert not needs_proof("flood", trusted=False, **quiet)
    assert needs_proof("flood", trusted=False, **flood)
    assert not needs_proof("flood", trusted=True, **flood)
    assert not needs_proof("never", trusted=False, **flood)
    assert needs_proof("always", trusted=False, **quiet)


QUESTIONS = parse_questions(
    [
        {
            "code": "one",
            "datatype": "singlevaluelist",
            "required": True,
            "label": {"fr": "Un ?"},
            "values": [{"key": "a", "fr": "A"}, {"key": "b", "fr": "B"}],
        },
        {"code": "depth", "datatype": "number", "label": {"fr": "Profondeur ?"}},
        {"code": "when", "datatype": "datetime", "label": {"fr": "Quand ?"}},
    ]
)


@given(st.dictionaries(st.sampled_from(["one", "depth", "when", "other"]), st.one_of(st.text(), st.lists(st.text()))))
def test_any_answers_are_accepted_or_refused_by_name(given_answers: dict[str, object]) -> None:
    refusals: list[Refused] = []
    accepted: dict[str, list[str]] = {}
    try:
        accepted = validate_answers(QUESTIONS, given_answers)
    except Refused as refused:
        refusals.append(refused)
    assert all(problem.field.startswith("answer-") for refused in refusals for problem in refused.problems)
    assert refusals or accepted["one"] in (["a"], ["b"])
    assert set(accepted) <= {"one", "depth", "when"}


def test_answers_get_one_spelling() -> None:
    answers = {"one": " a ", "depth": "3,5", "when": "2026-11-24T14:30"}
    assert validate_answers(QUESTIONS, answers) == {"one": ["a"], "depth": ["3.5"], "when": ["2026-11-24T14:30"]}


@pytest.mark.parametrize(
    "raw",
    [
        "not a list",
        [{"code": "Bad Code", "datatype": "string", "label": {"fr": "x"}}],
        [{"code": "x", "datatype": "colour", "label": {"fr": "x"}}],
        [{"code": "x", "datatype": "string", "label": {"en": "only English"}}],
        [{"code": "x", "datatype": "singlevaluelist", "label": {"fr": "x"}}],
        [{"code": "x", "datatype": "string", "label": {"fr": "x"}}] * 2,
    ],
)
def test_wrong_questions_are_refused_when_they_are_written(raw: object) -> None:
    with pytest.raises(Refused):
        parse_questions(raw)


def test_notices_apply_by_answer_and_name_real_ones() -> None:
    when = {"question": "one", "answers": ["b"]}
    notice = parse_notices([{"code": "n", "kind": "emergency", "fr": "Danger", "when": when}], QUESTIONS)[0]
    assert not notice.applies({"one": ["a"]})
    assert notice.applies({"one": ["b"]})
    with pytest.raises(Refused):
        parse_notices([{"code": "n", "kind": "emergency", "fr": "x", "when": {"question": "gone"}}], QUESTIONS)


def facts(**values: object) -> SimpleNamespace:
    known = {
        "category_id": 1,
        "group_id": 10,
        "commune": "99001",
        "neighbourhood": "centre",
        "longitude": 2.5,
        "latitude": 46.5,
    }
    return SimpleNamespace(**{**known, **values})


def test_the_first_rule_that_fits_decides() -> None:
    rules = [
        Rule(id=1, team_id=7, category_id=2),
        Rule(id=2, team_id=8, category_id=10, area_kind=AreaKind.COMMUNE, area_code="99002"),
        Rule(id=3, team_id=9, area_kind=AreaKind.POLYGON, polygon=box(2, 46, 3, 47)),
        Rule(id=4, team_id=6),
    ]
    assert route(rules, facts(category_id=2)).team_id == 7
    assert route(rules, facts(commune="99002")).team_id == 8
    assert route(rules, facts()).team_id == 9
    assert route(rules, facts(longitude=9.0)).team_id == 6
    assert route(rules[:1], facts()) is None
    tried = simulate(rules, [(facts(), 9), (facts(category_id=2), 9), (facts(longitude=9.0), None)])
    assert (tried.total, tried.moved) == (3, 2)
    assert tried.by_rule == {1: 1, 2: 0, 3: 1, 4: 1}


@given(st.floats(0, 200), st.floats(0, 400), st.booleans())
def test_likeness_falls_with_distance_and_age(distance: float, days: float, same: bool) -> None:
    score = likeness(distance_m=distance, age=timedelta(days=days), same_category=same)
    assert 0 <= score <= 1
    assert score >= likeness(distance_m=distance + 1, age=timedelta(days=days), same_category=same)
    assert score >= likeness(distance_m=distance, age=timedelta(days=days + 1), same_category=same)


def test_two_rings_of_cells_reach_as_far_as_a_duplicate_may_be() -> None:
    for longitude, latitude in ((2.9, 46.6), (-4.5, 48.4), (9.4, 42.7), (7.7, 48.6)):
        middle = cell(longitude, latitude, 11)
        assert sure_radius_m(middle, 2) > RADIUS_M
        assert len(disk(middle, 2)) == 19
