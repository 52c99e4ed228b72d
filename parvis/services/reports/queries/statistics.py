# SPDX-License-Identifier: AGPL-3.0-or-later
"""The supervisor's figures, and those that everybody may read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.conf import settings
from django.db import connection
from django.db.models import Count
from django.utils import timezone

from parvis.kernel.audit.actors import Actor
from parvis.kernel.audit.refusals import NotAllowed
from parvis.services.reports.manifest import SUPERVISE
from parvis.services.reports.queries.cells import centre, outline
from parvis.services.reports.queries.scope import published, reports_of
from parvis.services.reports.rules.states import OPEN, State

_DAY_S = 86_400.0
_AGES = (7, 30, 90, 180)


@dataclass(frozen=True)
class CategoryTime:
    """Time from the report to its end, in days, for reports of a category that ended in the period."""

    category_id: int
    name: str
    count: int
    median_days: float
    p90_days: float
    on_time: float
    """Share, from 0 to 1, that ended before it was due."""


@dataclass(frozen=True)
class AgeBand:
    """Open reports that are from `from_days` to `to_days` old (None: no end)."""

    from_days: int
    to_days: int | None
    count: int


@dataclass(frozen=True)
class DayFigures:
    """What came in and what ended on one day, local time."""

    day: date
    reported: int
    closed: int


@dataclass(frozen=True)
class HeatCell:
    """Reports in one H3 cell: centre and closed outline, longitude first, degrees."""

    cell: int
    longitude: float
    latitude: float
    outline: list[tuple[float, float]]
    count: int


@dataclass(frozen=True)
class PeriodFigures:
    """A period as a whole: what came in, what was treated, how fast; None where nothing was treated."""

    came: int
    treated: int
    median_days: float | None
    on_time: float | None
    """Share, from 0 to 1, of the treated that ended before they were due."""


@dataclass(frozen=True)
class Figures:
    """What the public page says: treated in the last days, the median time, and what is open."""

    resolved: int
    median_days: float | None
    open: int


def time_to_treat(actor: Actor, *, since: datetime, until: datetime) -> list[CategoryTime]:
    """Per category, how long reports took that ended in the period, the most frequent first.

    Duplicates and rejected reports took no work and do not count.

    Raises:
        NotAllowed: the actor may not see the figures.
    """
    _require(actor)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.category_id, c.name_fr, count(*),"
            " percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM r.closed_at - r.created_at)),"
            " percentile_cont(0.9) WITHIN GROUP (ORDER BY extract(epoch FROM r.closed_at - r.created_at)),"
            " avg((r.closed_at <= r.due_at)::int)"
            " FROM reports_report r JOIN reports_category c ON c.id = r.category_id"
            " WHERE r.organisation_id = %s AND r.closed_at >= %s AND r.closed_at < %s AND r.state = %s"
            " GROUP BY 1, 2 ORDER BY 3 DESC, 2",
            [actor.organisation_id, since, until, State.RESOLVED],
        )
        rows = cursor.fetchall()
    return [
        CategoryTime(key, name, count, float(median) / _DAY_S, float(high) / _DAY_S, float(share))
        for key, name, count, median, high, share in rows
    ]


def period_figures(actor: Actor, *, since: datetime, until: datetime) -> PeriodFigures:
    """What came in and what was treated from `since` to before `until`.

    Raises:
        NotAllowed: the actor may not see the figures.
    """
    _require(actor)
    came = reports_of(actor).filter(created_at__gte=since, created_at__lt=until).count()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM closed_at - created_at)),"
            " avg((closed_at <= due_at)::int) FROM reports_report"
            " WHERE organisation_id = %s AND closed_at >= %s AND closed_at < %s AND state = %s",
            [actor.organisation_id, since, until, State.RESOLVED],
        )
        treated, median, share = cursor.fetchone()
    return PeriodFigures(came, treated, None if median is None else float(median) / _DAY_S, _float(share))


def ageing(actor: Actor, *, at: datetime | None = None) -> list[AgeBand]:
    """How old the open reports are.

    Raises:
        NotAllowed: the actor may not see the figures.
    """
    _require(actor)
    at = at or timezone.now()
    edges = [0, *_AGES]
    rows = reports_of(actor).filter(state__in=sorted(OPEN))
    bands = []
    for index, start in enumerate(edges):
        end = edges[index + 1] if index + 1 < len(edges) else None
        aged = rows.filter(created_at__lte=at - timedelta(days=start)) if start else rows
        aged = aged.filter(created_at__gt=at - timedelta(days=end)) if end else aged
        bands.append(AgeBand(start, end, aged.count()))
    return bands


def trend(actor: Actor, *, days: int = 90, at: datetime | None = None) -> list[DayFigures]:
    """Reports that came in and that ended, day by day, the last one today.

    Raises:
        NotAllowed: the actor may not see the figures.
    """
    _require(actor)
    last = timezone.localtime(at or timezone.now()).date()
    first = last - timedelta(days=days - 1)
    return [
        DayFigures(day, came, ended)
        for day, came, ended in zip(
            (first + timedelta(days=offset) for offset in range(days)),
            _by_day(actor, "created_at", first, days),
            _by_day(actor, "closed_at", first, days),
            strict=True,
        )
    ]


def heat(actor: Actor, *, since: datetime, resolution: int = 9, category_id: int | None = None) -> list[HeatCell]:
    """Reports by H3 cell since a time, the fullest first.

    Raises:
        NotAllowed: the actor may not see the figures.
        ValueError: reports keep no cells of that resolution.
    """
    _require(actor)
    if resolution not in (7, 9, 11):
        raise ValueError(f"reports keep cells of resolution 7, 9 and 11, not {resolution}")
    rows = reports_of(actor).filter(created_at__gte=since)
    if category_id is not None:
        rows = rows.filter(category_id=category_id)
    counted = rows.order_by().values_list(f"h3_{resolution}").annotate(count=Count("pk")).order_by("-count")[:2_000]
    return [HeatCell(cell, *centre(cell), outline(cell), count) for cell, count in counted]


def figures(*, days: int = 30, at: datetime | None = None) -> Figures:
    """What the public page and the home page say; public reports only."""
    since = (at or timezone.now()) - timedelta(days=days)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM closed_at - created_at))"
            " FROM reports_report WHERE visibility = 'public' AND state = %s AND closed_at >= %s",
            [State.RESOLVED, since],
        )
        resolved, median = cursor.fetchone()
    open_now = published().filter(state__in=sorted(OPEN)).count()
    return Figures(resolved, None if median is None else float(median) / _DAY_S, open_now)


def _by_day(actor: Actor, column: str, first: date, days: int) -> list[int]:
    assert column in ("created_at", "closed_at")
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT ({column} AT TIME ZONE %s)::date, count(*) FROM reports_report"  # noqa: S608 - one of two names
            f" WHERE organisation_id = %s AND {column} >= (%s::date)::timestamp AT TIME ZONE %s GROUP BY 1",
            [settings.TIME_ZONE, actor.organisation_id, first, settings.TIME_ZONE],
        )
        counted = dict(cursor.fetchall())
    return [counted.get(first + timedelta(days=offset), 0) for offset in range(days)]


def _float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def _require(actor: Actor) -> None:
    if not actor.can(SUPERVISE) or (actor.organisation_id is None and actor.kind != "system"):
        raise NotAllowed(SUPERVISE)
