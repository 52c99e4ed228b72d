# SPDX-License-Identifier: AGPL-3.0-or-later
"""The peer: the same reports in a plain table, asked as a first version of such a service is written.

Rectangles of floating-point coordinates, a grid where there are too many points, LIMIT and OFFSET, ILIKE;
its pages are a query and a template of ten lines, without session, language, policy, menu or filters.
"""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.http import HttpResponse, JsonResponse
from django.template import Engine
from django.template.context import Context

from parvis.kernel.places.geo import Box

MOST_POINTS = 400
_INSIDE = "longitude BETWEEN %s AND %s AND latitude BETWEEN %s AND %s AND visibility = 'public'"
_ROW = "reference, address, state, category_id, team_id, created_at, due_at"
_OPEN = "organisation_id = %s AND state <> 'resolved'"


def ask(statement: str, *arguments: Any) -> list[Any]:
    """Runs a statement."""
    with connection.cursor() as cursor:
        cursor.execute(statement, arguments)
        return list(cursor.fetchall())


def points(box: Box) -> list[Any]:
    """What a map shows: points, or the counts of a grid where there are more than a map can bear."""
    sides = (box.west, box.east, box.south, box.north)
    columns = "reference, longitude, latitude, state, category_id"
    found = ask(f"SELECT {columns} FROM plain_report WHERE {_INSIDE} LIMIT {MOST_POINTS + 1}", *sides)
    if len(found) <= MOST_POINTS:
        return found
    wide, high = (box.east - box.west) / 20, (box.north - box.south) / 20
    grid = (
        f"SELECT floor(longitude / %s), floor(latitude / %s), count(*) FROM plain_report WHERE {_INSIDE} GROUP BY 1, 2"
    )
    return ask(grid, wide, high, *sides)


def newest() -> list[Any]:
    """The public list."""
    return ask(
        f"SELECT {_ROW}, description FROM plain_report WHERE visibility = 'public' ORDER BY created_at DESC LIMIT 20"
    )


def queue(organisation: int) -> list[Any]:
    """What is due first."""
    return ask(f"SELECT {_ROW} FROM plain_report WHERE {_OPEN} ORDER BY due_at, id LIMIT 50", organisation)


def deep(organisation: int) -> list[Any]:
    """Page 201 of everything."""
    newest_first = "ORDER BY created_at DESC, id DESC LIMIT 50 OFFSET 10000"
    return ask(f"SELECT {_ROW} FROM plain_report WHERE organisation_id = %s {newest_first}", organisation)


def counts(organisation: int) -> list[Any]:
    """How many wait, by state."""
    return ask(f"SELECT state, count(*) FROM plain_report WHERE {_OPEN} GROUP BY 1", organisation)


def search(organisation: int, words: list[str]) -> list[Any]:
    """Reports whose description has all the words."""
    each = " AND ".join(["description ILIKE %s"] * len(words))
    return ask(
        f"SELECT {_ROW} FROM plain_report WHERE organisation_id = %s AND {each} ORDER BY created_at DESC LIMIT 50",
        organisation,
        *(f"%{word}%" for word in words),
    )


def near(lon: float, lat: float) -> list[Any]:
    """Open reports some 70 m around."""
    sides = (lon - 0.001, lon + 0.001, lat - 0.0006, lat + 0.0006)
    return ask(f"SELECT {_ROW} FROM plain_report WHERE {_INSIDE} AND state <> 'resolved'", *sides)


_PAGE = Engine().from_string(
    "<!doctype html><html lang=fr><title>Signalements</title><h1>Signalements</h1><ul>"
    "{% for row in rows %}<li>{% for cell in row %}{{ cell }} {% endfor %}</li>{% endfor %}</ul></html>"
)


def page(rows: list[Any]) -> HttpResponse:
    """The rows as the plainest page."""
    return HttpResponse(_PAGE.render(Context({"rows": rows})))


def geojson(rows: list[Any]) -> HttpResponse:
    """The rows as JSON."""
    return JsonResponse({"rows": rows})
