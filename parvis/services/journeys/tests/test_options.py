# SPDX-License-Identifier: AGPL-3.0-or-later
"""Offers of other services in the results: shown as cards; none that is slow or broken holds up the page."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from parvis.kernel.registry.extension_points.journey_options import JourneyOption, JourneyQuestion
from parvis.services.journeys.adapters import options
from parvis.services.journeys.tests.test_costs import question, words


class Offers:
    """A service that offers what it is told to."""

    def __init__(self, *made: JourneyOption, wait: threading.Event | None = None, fails: bool = False) -> None:
        self.made, self.wait, self.fails, self.asked = made, wait, fails, 0

    def options(self, question: JourneyQuestion) -> Iterable[JourneyOption]:
        self.asked += 1
        if self.wait:
            self.wait.wait(10)
        if self.fails:
            raise RuntimeError("broken")
        return self.made


def here(monkeypatch: pytest.MonkeyPatch, *sources: Offers) -> None:
    monkeypatch.setattr(options, "contributions", lambda _point: list(sources))


ASKED = JourneyQuestion(from_lon=4.88, from_lat=46.26, to_lon=4.89, to_lat=46.27, at=timezone.now())
LIFT = JourneyOption(title="Covoiturage", url="/covoiturage/1/")


def test_an_offer_is_a_card_among_the_results(in_force: Any, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    in_force()
    now = timezone.now()
    lift = JourneyOption(
        title="Covoiturage", url="/covoiturage/1/", text="2 places", departure=now,
        arrival=now + timedelta(minutes=12), cents=150, co2_g=90.0,
    )  # fmt: skip
    here(monkeypatch, Offers(lift, LIFT))
    page = words(client.get("/trajets/resultats/", question()).content.decode())
    assert page.count('href="/covoiturage/1/"') == 2
    for text in ("Autres offres", "Covoiturage", "2 places", "12 min", "1,50 €", "90 g de CO₂"):
        assert text in page


def test_a_broken_or_slow_service_is_left_out_and_not_asked_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    gate = threading.Event()
    slow, broken, good = Offers(LIFT, wait=gate), Offers(fails=True), Offers(*[LIFT] * 9)
    here(monkeypatch, slow, broken, good)
    try:
        began = time.monotonic()
        assert options.options_for(ASKED, limit_s=0.2) == [LIFT] * options.MOST
        assert options.options_for(ASKED, limit_s=0.2) == [LIFT] * options.MOST
        assert time.monotonic() - began < 2
        assert (slow.asked, broken.asked, good.asked) == (1, 2, 2)
    finally:
        gate.set()
