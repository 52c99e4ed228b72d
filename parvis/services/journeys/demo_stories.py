# SPDX-License-Identifier: AGPL-3.0-or-later
"""The demo's disruptions, what the resident follows, and two months of searches, made through operations."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any

from django.db import transaction
from django.utils import timezone

from parvis.kernel.audit.actors import SYSTEM, Actor
from parvis.services.journeys import operations
from parvis.services.journeys.adapters.answers import LineSeen, Spot
from parvis.services.journeys.adapters.network import Mapped, current_network
from parvis.services.journeys.adapters.stop_names import NamedStop, stop_names
from parvis.services.journeys.adapters.subjects import lines_of, served_by
from parvis.services.journeys.models import DisruptionSubscription, Feed
from parvis.services.journeys.operations import DisruptionDraft
from parvis.services.journeys.rules.disruptions import Period
from parvis.services.journeys.rules.subscriptions import WORKING_DAYS

_STORIES = Path(__file__).parent / "demo_disruptions.toml"
DAYS = 60
_BY_HOUR = (1, 0, 0, 0, 1, 4, 9, 16, 14, 8, 7, 8, 11, 8, 7, 8, 13, 17, 12, 7, 5, 4, 3, 2)
_OUTCOMES = ("",) * 88 + ("nothing_found",) * 7 + ("destination_outside",) * 3 + ("past", "origin_no_stop")


def tell_stories() -> None:
    """Everything that needs the network; once it answers."""
    mapped = current_network()
    if mapped is None:
        return
    feeds = list(Feed.objects.select_related("organisation").order_by("pk"))
    now = timezone.localtime()
    for story in tomllib.loads(_STORIES.read_text(encoding="utf-8"))["disruption"]:
        if story["network"] < len(feeds):
            _play(mapped, feeds[story["network"]], story, now)
    operations.end_due(at=now)
    _follow(mapped, feeds[0])
    _search(mapped, now)


def _play(mapped: Mapped, feed: Feed, story: dict[str, Any], now: datetime) -> None:
    lines = lines_of(mapped, [feed.slug])[: max(story.get("lines", 0), 1)]
    if not lines:
        return
    stops = [key for key in sorted(served_by(mapped, [(feed.slug, lines[0].route_id)])) if key[0] == feed.slug]
    chosen = stops[2 : 2 + story.get("stops", 0)] or stops[: story.get("stops", 0)]
    centre = mapped.timetable.stops
    middle = mapped.timetable.stop(*stops[len(stops) // 2])
    names = {
        "line": " et ".join(line.name for line in lines),
        "stop": centre.names[mapped.timetable.stop(*(chosen or stops)[0])],
    }
    periods = tuple(_period(each, now) for each in story["periods"])
    draft = DisruptionDraft(
        **{name: story.get(name, "").strip().format(**names) for name in ("title", "text", "title_en", "text_en")},
        **{name: story[name] for name in ("cause", "effect", "severity")},
        periods=periods,
        whole=story.get("whole", False),
        lines=tuple((line.feed, line.route_id) for line in lines) if story.get("lines") else (),
        stops=tuple(chosen),
        only_there=story.get("only_there", False),
        spot=(float(centre.lon[middle]), float(centre.lat[middle])) if "around_m" in story else None,
        spot_name=centre.names[middle] if "around_m" in story else "",
        radius_m=story.get("around_m", 300),
    )
    begins = periods[0].begins or now
    at = min(begins - timedelta(hours=15), now - timedelta(hours=story["network"] + 2))
    row = operations.write_disruption(SYSTEM, draft=draft, organisation_slug=feed.organisation.slug, at=at)
    if story.get("draft"):
        return
    operations.publish_disruption(SYSTEM, key=row.uuid, at=at + timedelta(minutes=10))
    if story.get("withdrawn"):
        operations.withdraw_disruption(SYSTEM, key=row.uuid, at=begins + timedelta(days=3))


def _period(said: dict[str, list[int]], now: datetime) -> Period:
    begins, ends = (_moment(said[name], now) if name in said else None for name in ("from", "until"))
    return Period(begins, ends)


def _moment(said: list[int], now: datetime) -> datetime:
    ahead, hour = said
    return timezone.make_aware(datetime.combine(now.date() + timedelta(days=ahead), time(hour)))


def _follow(mapped: Mapped, feed: Feed) -> None:
    """The resident who follows the town's network (see `demo.load`) also follows a line and a stop on working days."""
    known = DisruptionSubscription.objects.select_related("person").filter(person__isnull=False).order_by("pk").first()
    lines = lines_of(mapped, [feed.slug])
    if known is None or not lines:
        return
    actor = Actor(kind="person", label=str(known.person), person=known.person)
    key = min(served_by(mapped, [(feed.slug, lines[0].route_id)]))
    for subject, identifier in (("line", lines[0].route_id), ("stop", key[1])):
        operations.subscribe(
            actor, subject=subject, feed=feed.slug, identifier=identifier, days=WORKING_DAYS, hours=(7, 19)
        )


def _search(mapped: Mapped, now: datetime) -> None:
    """Searches of the last days: more in the rush hours, fewer at the weekend, a few that find nothing."""
    chance = Random(7)  # noqa: S311 - the same figures in each demo
    stops = sorted(stop_names(mapped).stops, key=lambda one: (-len(one.lines), one.name))[:30]
    lines = lines_of(mapped, [feed.name for feed in mapped.timetable.feeds])
    for ahead in range(DAYS, -1, -1):
        day = now.date() - timedelta(days=ahead)
        with transaction.atomic():
            for hour, weight in enumerate(_BY_HOUR):
                at = timezone.make_aware(datetime.combine(day, time(hour, 30)))
                if at < now:
                    _an_hour(chance, at, weight // (2 if day.weekday() > 4 else 1), stops, lines)
            operations.write_counts()


def _an_hour(chance: Random, at: datetime, number: int, stops: Sequence[NamedStop], lines: Sequence[LineSeen]) -> None:
    for _each in range(number):
        origin, destination = chance.choice(stops[:8]), chance.choice(stops[:8])
        ends = (Spot(origin.lat, origin.lon), Spot(destination.lat, destination.lon))
        why = chance.choice(_OUTCOMES)
        proposed = () if why else chance.sample(lines[: len(lines) // 2 + 1], k=min(2, len(lines) // 2 + 1))
        channel = "api" if chance.random() < 0.12 else "page"
        asked = ends if chance.random() < 0.4 and origin is not destination else None
        operations.count_search(
            channel=channel, why=why, ends=asked, lines=proposed, caller=str(chance.random()), at=at
        )
    for _each in range(number // 2):
        feed, stop_id = _key(chance.choice(stops))
        operations.count_board(channel="page", feed=feed, stop_id=stop_id, at=at)


def _key(stop: NamedStop) -> tuple[str, str]:
    mapped = current_network()
    assert mapped is not None
    timetable = mapped.timetable
    return timetable.feeds[int(timetable.stops.feed[stop.number])].name, timetable.stops.ids[stop.number]
