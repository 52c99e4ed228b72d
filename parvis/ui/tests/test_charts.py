# SPDX-License-Identifier: AGPL-3.0-or-later
"""Charts: the drawing agrees with the figures, and the figures are there as a table."""

from __future__ import annotations

import pytest
from django.template import Context, Template
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from parvis.ui.charts import (
    BarChart,
    LineChart,
    Series,
    Sparkline,
    bars,
    curves,
    figure,
    nice_ceiling,
    spark_points,
    value_ticks,
)


@given(st.floats(0.001, 1e9))
def test_the_ceiling_is_round_near_and_never_too_low(value: float) -> None:
    assert value <= nice_ceiling(value) * (1 + 1e-9) <= value * 2.6


def test_bars_are_shares_of_the_longest_and_nothing_is_drawn_for_zero() -> None:
    drawn = bars(BarChart("t", ["a", "b", "c"], [10, 5, 0]))
    assert [bar.share for bar in drawn] == [100, 50, 0]


def test_a_line_starts_from_zero_and_stays_inside() -> None:
    chart = LineChart("t", ["1", "2", "3"], [Series("s", [0, 50, 100])])
    (curve,) = curves(chart)
    assert curve.dots[0].y > curve.dots[1].y > curve.dots[2].y >= 0
    assert [tick.text for tick in value_ticks(chart)] == ["0", "25", "50", "75", "100"]


def test_empty_charts_can_be_drawn() -> None:
    assert bars(BarChart("t", [], [])) == ()
    assert curves(LineChart("t", [], [Series("s", [])]))[0].points == ""
    assert spark_points(Sparkline([], "none")) == ""


def test_the_figures_stand_in_a_table_behind(assets: object) -> None:
    chart = LineChart(
        "Reports", ["May", "June"], [Series("In", [1, 2]), Series("Out", [3, 4.5])], label_heading="Month"
    )
    html = Template("{% load ui %}{% line_chart chart %}").render(Context({"chart": chart}))
    assert "<details" in html
    for cell in ('<td class="num">1</td>', '<td class="num">4,5</td>', '<th scope="row">June</th>'):
        assert cell in html


@pytest.mark.parametrize(("language", "text"), [("fr", "8,9"), ("en", "8.9")])
def test_a_figure_is_written_as_the_language_does(assets: object, language: str, text: str) -> None:
    chart = BarChart("Days", ["Lamp"], [8.94], unit="j")
    with translation.override(language):
        html = Template("{% load ui %}{% bar_chart chart %}").render(Context({"chart": chart}))
        assert figure(12) == "12"
    assert f"<strong>{text} j</strong>" in html
