# SPDX-License-Identifier: AGPL-3.0-or-later
"""Charts as plain data, and the geometry that the templates draw as SVG on the server.

A chart is described (`BarChart`, `LineChart`, `Sparkline`) by whoever has the figures; its template
draws it and writes the same figures as a table behind it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.formats import number_format

WIDTH, HEIGHT = 640.0, 280.0
LEFT, TOP, BOTTOM = 44.0, 16.0, 34.0


@dataclass(frozen=True)
class Series:
    """One line, or one colour of bars: a name and one value per label of the chart."""

    name: str
    values: Sequence[float]


@dataclass(frozen=True)
class BarChart:
    """Horizontal bars, one per label. `unit` is written after each value ("days", "%")."""

    title: str
    labels: Sequence[str]
    values: Sequence[float]
    unit: str = ""
    label_heading: str = ""
    summary: str = ""


@dataclass(frozen=True)
class LineChart:
    """Lines over ordered labels (days, months), from zero. At most five series."""

    title: str
    labels: Sequence[str]
    series: Sequence[Series]
    unit: str = ""
    label_heading: str = ""
    summary: str = ""


@dataclass(frozen=True)
class Sparkline:
    """A line of a word's size, and the sentence that says what it shows."""

    values: Sequence[float]
    label: str


@dataclass(frozen=True)
class Bar:
    """A drawn bar; `share` is its length in percent of the longest."""

    label: str
    value: float
    share: float


@dataclass(frozen=True)
class Dot:
    """A drawn point."""

    x: float
    y: float
    value: float


@dataclass(frozen=True)
class Curve:
    """A drawn series: its polyline, the area below it, its points; `rank` starts at 1."""

    name: str
    rank: int
    points: str
    area: str
    dots: tuple[Dot, ...]


@dataclass(frozen=True)
class Tick:
    """A graduation: where it lies and what it says."""

    at: float
    text: str


def nice_ceiling(value: float) -> float:
    """The least of 1, 2, 2.5, 5, 10 × 10ⁿ that is not below `value` (1 for zero or less)."""
    if value <= 0:
        return 1.0
    power: float = 10.0 ** math.floor(math.log10(value))
    return next(step * power for step in (1, 2, 2.5, 5, 10) if step * power >= value - 1e-9)


def figure(value: float) -> str:
    """A value as short text, as the active language writes it: no needless decimals."""
    return number_format(value, 0 if float(value).is_integer() else 1, force_grouping=True)


def bars(chart: BarChart) -> tuple[Bar, ...]:
    """The bars as shares of the longest, in percent; what is not zero is always seen."""
    top = max([*chart.values, 0.0]) or 1.0
    return tuple(
        Bar(label=label, value=value, share=max(0.8, 100 * value / top) if value > 0 else 0.0)
        for label, value in zip(chart.labels, chart.values, strict=True)
    )


def curves(chart: LineChart) -> tuple[Curve, ...]:
    """The series of a line chart as polylines."""
    top = nice_ceiling(max((value for one in chart.series for value in one.values), default=0.0))
    base = HEIGHT - BOTTOM
    step = (WIDTH - LEFT - 10) / max(1, len(chart.labels) - 1)
    drawn = []
    for rank, one in enumerate(chart.series, start=1):
        dots = tuple(
            Dot(x=round(LEFT + index * step, 1), y=round(base - (base - TOP) * value / top, 1), value=value)
            for index, value in enumerate(one.values)
        )
        points = " ".join(f"{dot.x},{dot.y}" for dot in dots)
        area = f"{dots[0].x},{base} {points} {dots[-1].x},{base}" if dots else ""
        drawn.append(Curve(name=one.name, rank=rank, points=points, area=area, dots=dots))
    return tuple(drawn)


def value_ticks(chart: LineChart) -> tuple[Tick, ...]:
    """Graduations of the value axis, from zero to the ceiling, at round figures."""
    top = nice_ceiling(max((value for one in chart.series for value in one.values), default=0.0))
    base = HEIGHT - BOTTOM
    count = 4 if float(top / 4).is_integer() or top < 4 else 5
    return tuple(
        Tick(at=round(base - (base - TOP) * index / count, 1), text=figure(top * index / count))
        for index in range(count + 1)
    )


def label_ticks(chart: LineChart, most: int = 8) -> tuple[Tick, ...]:
    """As many labels of the ordered axis as can be read."""
    step = (WIDTH - LEFT - 10) / max(1, len(chart.labels) - 1)
    stride = max(1, math.ceil(len(chart.labels) / most))
    return tuple(
        Tick(at=round(LEFT + index * step, 1), text=chart.labels[index])
        for index in range(0, len(chart.labels), stride)
    )


def spark_points(chart: Sparkline, *, width: float = 96.0, height: float = 26.0) -> str:
    """The polyline of a sparkline in a `width` × `height` view box."""
    low, high = min(chart.values, default=0), max(chart.values, default=1)
    span = (high - low) or 1
    step = width / max(1, len(chart.values) - 1)
    return " ".join(
        f"{index * step:.1f},{height - 2 - (height - 4) * (value - low) / span:.1f}"
        for index, value in enumerate(chart.values)
    )
