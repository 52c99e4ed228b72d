# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is asked is counted, of nobody: sums, and pairs of places only where enough have asked."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone

from parvis.services.journeys import operations
from parvis.services.journeys.adapters.answers import Spot
from parvis.services.journeys.models import UsageCount
from parvis.services.journeys.operations import counting
from parvis.services.journeys.queries.usage import pairs, usage
from parvis.services.journeys.rules.usage import LEAST, Counted
from parvis.services.journeys.tests.conftest import DESK
from parvis.services.journeys.tests.test_public_pages import question, text
from parvis.services.journeys.usage_figures import open_data, statistics

TODAY = date(2026, 11, 24)


def sums() -> dict[str, int]:
    operations.write_counts()
    rows = UsageCount.objects.exclude(kind=Counted.PAIR).order_by("kind", "key")
    return {f"{row.kind} {row.key}": row.number for row in rows}


def test_searches_and_boards_are_counted_with_what_came_of_them(in_force: Any, authority: Any, signed_in: Any) -> None:
    in_force()
    client = Client()
    client.get("/trajets/resultats/", question())
    client.get("/trajets/resultats/", question(jour="2020-01-01"))
    client.get("/api/journeys/plan?from=46.2605,4.8805&to=46.2705,4.8905&window=240")
    client.get("/trajets/arret/urbain/a/")
    client.get("/trajets/arret/urbain/a/", headers={"HX-Request": "true"})
    client.get("/trajets/affichage/urbain/a/")
    client.get("/trajets/arret/urbain/unknown/")
    found = sums()
    assert found["search page:found"] == 1
    assert found["search page:past"] == 1
    assert found["stop urbain|a"] == 1, "neither a refreshing page nor a wall counts, nor what is not there"
    assert sum(number for key, number in found.items() if key.startswith("search api:")) == 1
    assert found["line urbain|r1"] >= 1
    page = text(signed_in(authority.agent).get(f"{DESK}frequentation/?jours=7"))
    assert "Gare" in page
    assert {"searches": 1, "outcome": "found"}.items() <= _yesterday()[0].items()
    assert {gauge.name for gauge in statistics.gauges()} >= {"parvis_journeys_disruptions"}


def _yesterday() -> list[dict[str, Any]]:
    UsageCount.objects.filter(key="page:found").update(day=timezone.localdate() - timedelta(days=1))
    return list(open_data.rows("journeys-usage"))


@pytest.mark.django_db
def test_a_pair_of_places_is_shown_only_when_enough_have_asked() -> None:
    home, work = Spot(4.88, 46.26), Spot(4.89, 46.27)
    at = timezone.make_aware(timezone.datetime(2026, 11, 24, 8))
    for number in range(LEAST - 1):
        operations.count_search(channel="page", why="", ends=(home, work), caller=f"c{number}", at=at)
    operations.count_search(channel="page", why="", ends=(home, work), caller="c1", at=at)  # the same again
    operations.write_counts()
    assert UsageCount.objects.get(kind=Counted.PAIR).number == LEAST - 1
    assert UsageCount.objects.get(kind=Counted.PAIR).day == TODAY.replace(day=1)
    assert not list(pairs(first=TODAY.replace(day=1), last=TODAY))
    assert operations.forget_counts(today=TODAY) == 0, "the month is not over"
    operations.count_search(channel="page", why="", ends=(home, work), caller="another", at=at)
    operations.write_counts()
    assert [number for *_names, number in pairs(first=TODAY.replace(day=1), last=TODAY)] == [LEAST]
    UsageCount.objects.filter(kind=Counted.PAIR).update(number=LEAST - 1)
    assert operations.forget_counts(today=TODAY + timedelta(days=30)) == 1


@pytest.mark.django_db
def test_a_sum_is_written_seldom_and_not_lost_when_the_database_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    moment, written = [0.0], []
    tally = counting.Tally(clock=lambda: moment[0], aside=lambda work: written.append(work()))
    monkeypatch.setattr(counting, "TALLY", tally)
    for second in (0, 5, 14.9):
        moment[0] = second
        operations.count_board(channel="page", feed="f", stop_id="s")
    assert not written

    def away(_counts: Any) -> None:
        raise DatabaseError

    with monkeypatch.context() as patched:
        patched.setattr(counting, "_write", away)
        moment[0] = 15
        operations.count_board(channel="page", feed="f", stop_id="s")
    assert written == [0]
    moment[0] = 31
    operations.count_board(channel="page", feed="f", stop_id="s")
    assert UsageCount.objects.get(kind=Counted.STOP).number == 5
    operations.write_counts()
    assert usage(first=timezone.localdate(), last=timezone.localdate()).boards == 5
