# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lines: all of them, one of them, its timetable of a day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.dateparse import parse_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from parvis.kernel.organisations.actors import actor_of
from parvis.services.journeys.adapters.lines import Direction, path_of
from parvis.services.journeys.badges import paint
from parvis.services.journeys.clock import DAY_S, clock
from parvis.services.journeys.line_rows import day_rows, kind_rows, stop_rows, week_rows
from parvis.services.journeys.queries.disruptions import on_line
from parvis.services.journeys.queries.favourites import is_kept
from parvis.services.journeys.queries.lines import LineFound, all_lines, find_line
from parvis.services.journeys.views.public.braked import braked
from parvis.ui.maps import MapView
from parvis.ui.offline import kept_offline

_MOST_AT_ONCE = 60
_COLUMNS = 6
_FRESH_S = 300
_MARGIN = 0.002


@require_safe
@braked
def lines(request: HttpRequest) -> HttpResponse:
    """All lines by authority; htmx asks for the list alone as one types."""
    words, slug = request.GET.get("q", "").strip()[:100], request.GET.get("reseau", "")
    found = all_lines(words, slug)
    total = sum(len(one.lines) for one in found)
    context = {
        "words": words,
        "slug": slug,
        "authorities": found,
        "total": total,
        "short": total > _MOST_AT_ONCE and not words and not slug,
    }
    part = request.headers.get("HX-Request") == "true"
    response = render(request, f"journeys/public/{'_lines' if part else 'lines'}.html", context)
    patch_cache_control(response, private=True, max_age=_FRESH_S)
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_safe
@braked
@kept_offline
def line(request: HttpRequest, feed: str, route_id: str) -> HttpResponse:
    """A line: where it goes, what leaves next, when it runs."""
    today = timezone.localdate()
    found = find_line(feed, route_id, today)
    if found is None:
        return _gone(request)
    number, direction = _direction(request, found)
    stops = stop_rows(found, direction)
    features = _features(found, direction)
    context = _frame(request, found, number, direction) | {
        "stops": stops,
        "kinds": kind_rows(found, today),
        "next": _next(found, direction, today),
        "partly": any(not row.stop.always for row in stops),
        "as_of": timezone.localtime(),
        "map": MapView(
            label=_("Map of the line"), geojson=features, bounds=_bounds(features), cluster=False, layer="ways",
            list_template="journeys/public/_line_stops.html",
        ),
    }  # fmt: skip
    response = render(request, "journeys/public/line.html", context)
    patch_cache_control(response, private=True, max_age=60)
    return response


@require_safe
@braked
@kept_offline
def line_times(request: HttpRequest, feed: str, route_id: str) -> HttpResponse:
    """The timetable of a day, a few trips at a time, or (`tout`) all of them."""
    today = timezone.localdate()
    found = find_line(feed, route_id, today)
    if found is None:
        return _gone(request)
    number, direction = _direction(request, found)
    day = _day(request.GET.get("jour", ""), today)
    whole = request.GET.get("tout") == "1"
    trips = found.trips(direction, day)
    first = 0 if whole else _first(request, [min(trip.times.values()) for trip in trips], day == today)
    shown = trips if whole else trips[first : first + _COLUMNS]
    here = reverse("journeys:line-times", args=[feed, route_id])
    asked = f"{here}?sens={number}&jour={day:%Y-%m-%d}"
    context = _frame(request, found, number, direction) | {
        "day": day,
        "first_day": today,
        "last_day": found.last_day,
        "covered": today <= day <= found.last_day,
        "table": day_rows(found, direction, shown, first + 1),
        "total": len(trips),
        "from_number": first + 1,
        "to_number": first + len(shown),
        "whole": whole,
        "here": here,
        "earlier_url": f"{asked}&rang={max(first - _COLUMNS, 0)}" if first and not whole else "",
        "later_url": f"{asked}&rang={first + _COLUMNS}" if first + _COLUMNS < len(trips) and not whole else "",
        "whole_url": f"{asked}&tout=1" if len(trips) > len(shown) else "",
        "as_of": timezone.localtime(),
    }
    response = render(request, "journeys/public/line_times.html", context)
    patch_cache_control(response, private=True, max_age=60)
    return response


@require_safe
@braked
@kept_offline
def line_week(request: HttpRequest, feed: str, route_id: str) -> HttpResponse:
    """The timetables of the next seven days on one page, which a device may keep for when it has no network."""
    today = timezone.localdate()
    found = find_line(feed, route_id, today)
    if found is None:
        return _gone(request)
    context = _frame(request, found, 0, found.laid.directions[0]) | {
        "parts": week_rows(found, today), "as_of": timezone.localtime(), "directions": [], "week": True,
    }  # fmt: skip
    response = render(request, "journeys/public/line_week.html", context)
    patch_cache_control(response, private=True, max_age=60)
    return response


def _gone(request: HttpRequest) -> HttpResponse:
    return render(request, "journeys/public/line_gone.html", status=404)


def _direction(request: HttpRequest, found: LineFound) -> tuple[int, Direction]:
    asked = request.GET.get("sens", "")
    number = 1 if asked == "1" and len(found.laid.directions) > 1 else 0
    if asked.isdecimal() and len(asked) < 3:
        number = min(int(asked), len(found.laid.directions) - 1)
    return number, found.laid.directions[number]


def _frame(request: HttpRequest, found: LineFound, number: int, direction: Direction) -> dict[str, Any]:
    """What the pages of a line share."""
    key = [found.line.feed, found.line.route_id]
    return {
        "found": found,
        "line": found.line,
        "number": number,
        "direction": direction,
        "directions": [(each, way.signs[0]) for each, way in enumerate(found.laid.directions)],
        "week_url": reverse("journeys:line-week", args=key),
        "alerts": on_line(found.line.feed, found.line.route_id),
        "kept": is_kept(actor_of(request), "line", *key),
        "line_url": reverse("journeys:line", args=key),
        "times_url": reverse("journeys:line-times", args=key),
    }


def _day(text: str, today: date) -> date:
    try:
        return parse_date(text) or today
    except ValueError:
        return today


def _first(request: HttpRequest, starts: list[int], is_today: bool) -> int:
    """The trip with which the table begins: the one asked for; today the next one."""
    asked = request.GET.get("rang", "")
    if asked.isdecimal() and len(asked) < 6:
        return min(int(asked), max(len(starts) - 1, 0))
    if not is_today:
        return 0
    now = timezone.localtime()
    seconds = now.hour * 3600 + now.minute * 60
    ahead = [number for number, start in enumerate(starts) if start >= seconds]
    return min(ahead[0] if ahead else len(starts), max(len(starts) - _COLUMNS, 0))


def _next(found: LineFound, direction: Direction, today: date, most: int = 4) -> list[str]:
    """The next departures of today from where each trip begins, those of the night before included."""
    now = timezone.localtime()
    seconds = now.hour * 3600 + now.minute * 60
    nights = [(today, 0), (today - timedelta(days=1), DAY_S)]
    starts = sorted(
        min(trip.times.values()) - shift for day, shift in nights for trip in found.trips(direction, day)
    )  # fmt: skip
    return [clock(start, get_language() or "fr") for start in starts if start >= seconds][:most]


def _features(found: LineFound, direction: Direction) -> dict[str, Any]:
    colour = paint(found.line.colour).ground
    ways = [
        {
            "type": "Feature",
            "id": f"w{number}",
            "geometry": {"type": "LineString", "coordinates": [[round(x, 5), round(y, 5)] for x, y in path]},
            "properties": {"id": f"w{number}", "colour": colour},
        }
        for number, path in enumerate(path_of(found.mapped, direction))
    ]
    stops = [
        {
            "type": "Feature",
            "id": f"s{row}",
            "geometry": {"type": "Point", "coordinates": [round(each.stop.lon, 5), round(each.stop.lat, 5)]},
            "properties": {"id": f"s{row}", "title": each.stop.name, "tone": "info"},
        }
        for row, each in enumerate(found.stops(direction))
        if each.stop.lat is not None and each.stop.lon is not None
    ]
    return {"type": "FeatureCollection", "features": ways + stops}


def _bounds(features: dict[str, Any]) -> tuple[float, float, float, float] | None:
    points = [one["geometry"]["coordinates"] for one in features["features"] if one["geometry"]["type"] == "Point"]
    if not points:
        return None
    lons, lats = [point[0] for point in points], [point[1] for point in points]
    return min(lons) - _MARGIN, min(lats) - _MARGIN, max(lons) + _MARGIN, max(lats) + _MARGIN
