# SPDX-License-Identifier: AGPL-3.0-or-later
"""How much the service is asked: searches by day and hour, why some found nothing, what is asked most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from parvis.kernel.places.queries import communes, neighbourhoods
from parvis.services.journeys.adapters.answers import LineSeen
from parvis.services.journeys.adapters.network import current_network
from parvis.services.journeys.adapters.subjects import line_of
from parvis.services.journeys.models import UsageCount
from parvis.services.journeys.rules.usage import LEAST, Counted

FOUND, TOP = "found", 15


@dataclass(frozen=True)
class Usage:
    """Sums of some days. `days` with searches that found and did not; `reasons` why not; `pairs` of the months."""

    days: list[tuple[date, int, int]]
    hours: list[int]
    reasons: list[tuple[str, int]]
    by_page: int
    by_api: int
    boards: int
    stops: list[tuple[str, int]]
    lines: list[tuple[LineSeen | None, str, int]]
    pairs: list[tuple[str, str, int]]

    @property
    def found(self) -> int:
        """Searches that found a journey."""
        return sum(found for _day, found, _not in self.days)

    @property
    def not_found(self) -> int:
        """Searches that found none."""
        return sum(missed for _day, _found, missed in self.days)


def usage(*, first: date, last: date, feeds: list[str] | None = None) -> Usage:
    """What was asked from a day to a day, both included; stops and lines of some timetables only, or of all."""
    rows = UsageCount.objects.filter(day__gte=first, day__lte=last)
    searches = rows.filter(kind=Counted.SEARCH)
    by_day, hours, channels, reasons = Counter[tuple[date, bool]](), [0] * 24, Counter[str](), Counter[str]()
    for day, hour, key, number in searches.order_by("day", "hour", "key").values_list("day", "hour", "key", "number"):
        channel, _colon, why = key.partition(":")
        by_day[day, why == FOUND] += number
        hours[hour] += number
        channels[channel] += number
        if why != FOUND:
            reasons[why] += number
    span = [first + timedelta(days=ahead) for ahead in range((last - first).days + 1)]
    return Usage(
        days=[(day, by_day[day, True], by_day[day, False]) for day in span],
        hours=hours,
        reasons=reasons.most_common(),
        by_page=channels["page"],
        by_api=channels["api"],
        boards=rows.filter(kind=Counted.BOARD).aggregate(sum=Sum("number"))["sum"] or 0,
        stops=_stops(_most(rows, Counted.STOP, feeds)),
        lines=_lines(_most(rows, Counted.LINE, feeds)),
        pairs=list(pairs(first=first.replace(day=1), last=last))[:TOP],
    )


def searches_of(day: date) -> dict[str, int]:
    """Searches of a day that found, and that did not."""
    rows = UsageCount.objects.filter(kind=Counted.SEARCH, day=day).order_by("key").values_list("key", "number")
    found: Counter[str] = Counter()
    for key, number in rows:
        found["found" if key.endswith(f":{FOUND}") else "not_found"] += number
    return dict(found)


def pairs(*, first: date, last: date) -> Iterator[tuple[str, str, int]]:
    """From where to where people ask, by months from one to another, the most first; only where enough have asked."""
    rows = UsageCount.objects.filter(kind=Counted.PAIR, day__gte=first, day__lte=last)
    summed = rows.order_by().values("key").annotate(sum=Sum("number")).filter(sum__gte=LEAST).order_by("-sum", "key")
    names = _area_names()
    for row in summed:
        origin, _arrow, destination = row["key"].partition(">")
        yield names.get(origin, origin), names.get(destination, destination), row["sum"]


def pair_rows() -> Iterator[dict[str, Any]]:
    """Each month's pairs that may be shown, for open data."""
    names = _area_names()
    rows = UsageCount.objects.filter(kind=Counted.PAIR, number__gte=LEAST, day__lt=timezone.localdate().replace(day=1))
    for row in rows.order_by("day", "key").iterator(chunk_size=2_000):
        origin, _arrow, destination = row.key.partition(">")
        yield {
            "month": row.day, "origin": names.get(origin, origin), "destination": names.get(destination, destination),
            "searches": row.number,
        }  # fmt: skip


def search_rows() -> Iterator[dict[str, Any]]:
    """Searches by day, hour, channel and outcome until yesterday, for open data."""
    rows = UsageCount.objects.filter(kind=Counted.SEARCH, day__lt=timezone.localdate())
    for row in rows.order_by("day", "hour", "key").iterator(chunk_size=2_000):
        channel, _colon, outcome = row.key.partition(":")
        yield {"day": row.day, "hour": row.hour, "channel": channel, "outcome": outcome, "searches": row.number}


def _most(rows: QuerySet[UsageCount], kind: Counted, feeds: list[str] | None) -> list[tuple[str, str, int]]:
    summed = rows.filter(kind=kind).order_by().values("key").annotate(sum=Sum("number")).order_by("-sum", "key")
    found = ((*row["key"].partition("|")[::2], row["sum"]) for row in summed)
    return [one for one in found if feeds is None or one[0] in feeds][:TOP]


def _stops(most: list[tuple[str, str, int]]) -> list[tuple[str, int]]:
    mapped, named = current_network(), []
    for feed, stop_id, number in most:
        try:
            name = mapped.timetable.stops.names[mapped.timetable.stop(feed, stop_id)] if mapped else stop_id
        except KeyError:
            name = stop_id
        named.append((name, number))
    return named


def _lines(most: list[tuple[str, str, int]]) -> list[tuple[LineSeen | None, str, int]]:
    mapped = current_network()
    return [(line_of(mapped, feed, route) if mapped else None, route, number) for feed, route, number in most]


def _area_names() -> dict[str, str]:
    return {
        "-": _("outside the territory"),
        **{f"q:{one.code}": one.name for one in neighbourhoods()},
        **{f"c:{one.code}": one.name for one in communes()},
    }
