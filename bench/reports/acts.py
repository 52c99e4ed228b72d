# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is measured: reads of the service, then whole pages through every middleware, each beside its peer."""

from __future__ import annotations

import random
from collections.abc import Callable
from urllib.parse import quote_plus

from django.test import Client

from bench.figures import Act
from bench.reports import plain
from bench.reports.town import CENTRE, WORDS
from parvis.kernel.audit.actors import Actor
from parvis.kernel.places.geo import Box
from parvis.services.reports.queries.categories import reportable
from parvis.services.reports.queries.desk import ReportFilter, counts_for, reports_for
from parvis.services.reports.queries.nearby import duplicates_near
from parvis.services.reports.queries.public import public_list, viewport

MEDIAN_MS, P95_MS, DUPLICATES_MS = 50, 150, 10
RARE = "zygomatique"
VIEWS = (("street", 0.004), ("neighbourhood", 0.02), ("whole town", 0.2))


def square(turn: int, wide: float) -> Box:
    """A rectangle around a random point of the town, the same for both sides of a turn."""
    lon, lat = spot(turn)
    return Box(lon - wide, lat - wide * 0.7, lon + wide, lat + wide * 0.7)


def spot(turn: int) -> tuple[float, float]:
    """A random point of the town."""
    chance = random.Random(turn)
    return chance.gauss(CENTRE[0], 0.03), chance.gauss(CENTRE[1], 0.02)


def two_words(turn: int) -> list[str]:
    """Two words that residents write."""
    return random.Random(turn).sample(WORDS, 2)


def _act(name: str, ours: Callable[[int], object], peer: Callable[[int], object], peer_name: str) -> Act:
    return Act(name, ours, peer, peer_name, median_ms=MEDIAN_MS, p95_ms=P95_MS)


def reads(actor: Actor) -> list[Act]:
    """What pages read."""
    key = actor.organisation_id or 0
    newest = ReportFilter(all_states=True, order="newest")
    after = None
    for _page in range(200):
        after = reports_for(actor, newest, after=after, limit=50).next
    return [
        *[_map(name, wide) for name, wide in VIEWS],
        _act("public list", lambda t: public_list(), lambda t: plain.newest(), "all columns"),
        _act("queue", lambda t: reports_for(actor), lambda t: plain.queue(key), "no index of the queue"),
        _act("queue, page 201", lambda t: reports_for(actor, newest, after=after), lambda t: plain.deep(key), "OFFSET"),
        _act("counts of the queue", lambda t: counts_for(actor), lambda t: plain.counts(key), "GROUP BY"),
        _act("queue, two words", lambda t: _found(actor, t), lambda t: plain.search(key, two_words(t)), "ILIKE"),
        _act("queue, a rare word", lambda t: _rare(actor), lambda t: plain.search(key, [RARE]), "ILIKE"),
        _duplicates(),
    ]


def _map(name: str, wide: float) -> Act:
    return _act(f"map, {name}", lambda t: viewport(square(t, wide)), lambda t: plain.points(square(t, wide)), "box")


def _found(actor: Actor, turn: int) -> object:
    return reports_for(actor, ReportFilter(text=" ".join(two_words(turn)), order="newest"))


def _rare(actor: Actor) -> object:
    return reports_for(actor, ReportFilter(text=RARE, order="newest"))


def _duplicates() -> Act:
    kinds = [category.pk for category in reportable()]
    return Act(
        "duplicates nearby",
        lambda t: duplicates_near(*spot(t), kinds[t % len(kinds)]),
        lambda t: plain.near(*spot(t)),
        "box",
        median_ms=DUPLICATES_MS,
    )


def pages(actor: Actor) -> list[Act]:
    """Pages as the server makes them: session, language, policy, templates and all."""
    key = actor.organisation_id or 0
    desk = Client(SERVER_NAME="127.0.0.1")
    desk.force_login(actor.person)
    anyone = Client(SERVER_NAME="127.0.0.1")
    references = [
        row[0] for row in plain.ask("SELECT reference FROM plain_report WHERE visibility = 'public' LIMIT 997")
    ]

    def words(turn: int) -> str:
        return quote_plus(" ".join(two_words(turn)))

    def row(name: str, client: Client, path: Callable[[int], str], peer: Callable[[int], object]) -> Act:
        return _act(name, lambda turn: get(client, path(turn)), peer, "query and list")

    def found(turn: int) -> object:
        return plain.page(plain.search(key, two_words(turn)))

    return [
        *[_points_page(anyone, name, wide) for name, wide in VIEWS],
        row("/signalements/carte/", anyone, lambda t: "/signalements/carte/", lambda t: plain.page(plain.newest())),
        row("/signalements/", anyone, lambda t: "/signalements/", lambda t: plain.page(plain.newest())),
        row("a report", anyone, lambda t: _of(references[t % len(references)]), lambda t: plain.page(plain.newest())),
        row("/search/?q=two+words", anyone, lambda t: f"/search/?q={words(t)}", found),
        row("/agents/signalements/", desk, lambda t: "/agents/signalements/", lambda t: plain.page(plain.queue(key))),
        row("queue, q=two+words", desk, lambda t: f"/agents/signalements/?q={words(t)}", found),
    ]


def _of(reference: str) -> str:
    return f"/signalements/{reference}/"


def _points_page(client: Client, name: str, wide: float) -> Act:
    def path(turn: int) -> str:
        box = square(turn, wide)
        return f"/signalements/points.json?bbox={box.west:.6f},{box.south:.6f},{box.east:.6f},{box.north:.6f}"

    def peer(turn: int) -> object:
        return plain.geojson(plain.points(square(turn, wide)))

    return _act(f"points.json, {name}", lambda turn: get(client, path(turn)), peer, "query and JSON")


def get(client: Client, path: str) -> None:
    """Asks for a page; an answer that is not the page ends the benchmark."""
    answer = client.get(path)
    if answer.status_code != 200:
        raise SystemExit(f"{path} answered {answer.status_code}")
