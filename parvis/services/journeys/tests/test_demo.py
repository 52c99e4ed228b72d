# SPDX-License-Identifier: AGPL-3.0-or-later
"""The share of the demo: authorities whose timetables are in force, and a network that answers at once."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from parvis.kernel.registry.demonstration import DemoContext
from parvis.services.journeys import demo
from parvis.services.journeys.adapters import network
from parvis.services.journeys.models import Delivery, Stream
from parvis.services.journeys.queries.places import search_stops
from parvis.services.journeys.tests.conftest import gtfs


@pytest.mark.django_db
def test_the_authorities_timetables_answer_once_loaded(tmp_path: Path) -> None:
    cards = [
        {
            "slug": slug,
            "name": f"Réseau {slug}",
            "short_name": slug,
            "email": f"b@{slug}.example",
            "feed": f"{slug}.zip",
            "kind": kind,
        }
        for slug, kind in (("ville", "urban"), ("cars", "school"))
    ]
    for card in cards:
        (tmp_path / card["feed"]).write_bytes(gtfs(lines=(card["slug"],)))
    listing = tmp_path / "authorities.json"
    listing.write_text(json.dumps(cards), encoding="utf-8")
    later: list[str] = []
    context = DemoContext(
        files={"transit": listing}, population=1, seed=1, password="une-phrase-de-passe",
        meanwhile=later.append, afterwards=later.append,
    )  # fmt: skip
    demo.load(context)
    assert later == ["parvis.services.journeys.demo:settle", "parvis.services.journeys.demo:connect"]
    assert [login.email for login in context.logins] == ["horaires@ville.example"]
    demo.settle()
    demo.connect()
    assert {each.state for each in Delivery.objects.all()} == {"active"}
    network.look_again()
    (gare,) = search_stops("gare")
    assert gare.lines == ("cars", "ville")
    assert list(Stream.objects.values_list("feed__slug", flat=True)) == ["ville"]
