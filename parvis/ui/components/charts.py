# SPDX-License-Identifier: AGPL-3.0-or-later
"""Charts drawn on the server as SVG, each with its figures as a table behind."""

from __future__ import annotations

from django.utils.safestring import SafeString

from parvis.ui import charts
from parvis.ui.components.library import component, render


@component
def bar_chart(chart: charts.BarChart) -> SafeString:
    """Horizontal bars, one per label."""
    return render("bar_chart", {"chart": chart, "bars": charts.bars(chart)})


@component
def line_chart(chart: charts.LineChart) -> SafeString:
    """Lines over time; each series has its own dash besides its colour."""
    rows = [(label, [one.values[index] for one in chart.series]) for index, label in enumerate(chart.labels)]
    return render(
        "line_chart",
        {
            "chart": chart,
            "curves": charts.curves(chart),
            "value_ticks": charts.value_ticks(chart),
            "label_ticks": charts.label_ticks(chart),
            "rows": rows,
            "width": charts.WIDTH,
            "height": charts.HEIGHT,
            "left": charts.LEFT,
            "base": charts.HEIGHT - charts.BOTTOM,
        },
    )


@component
def sparkline(chart: charts.Sparkline) -> SafeString:
    """A line of a word's size."""
    return render("sparkline", {"chart": chart, "points": charts.spark_points(chart)})
