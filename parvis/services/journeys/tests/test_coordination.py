# SPDX-License-Identifier: AGPL-3.0-or-later
"""The calendar of coverage, the last build, and trying a file out before it is put in force."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from parvis.kernel.jobs import run_all_jobs
from parvis.kernel.organisations.queries import main_organisation
from parvis.services.journeys import operations, storage
from parvis.services.journeys.models import Network, Trial
from parvis.services.journeys.queries.coordination import coverage_of, is_coordinator
from parvis.services.journeys.queries.coverage import gaps
from parvis.services.journeys.rules.coverage import Span
from parvis.services.journeys.tests.conftest import DESK, gtfs, make_authority
from parvis.services.journeys.tests.test_public_pages import text


def test_gaps_are_the_days_without_between_those_with() -> None:
    today = date(2026, 11, 24)
    spans = [Span(date(2027, 1, 4), date(2027, 6, 30)), Span(date(2026, 9, 1), date(2026, 12, 20))]
    assert gaps(spans, today) == [Span(date(2026, 12, 21), date(2027, 1, 3))]
    assert gaps([Span(date(2025, 1, 1), date(2025, 12, 31))], today) == []


def test_each_authority_sees_its_own_and_the_coordinator_all(db: None, signed_in: Any) -> None:
    house = make_authority("Agglomération")  # the first one made runs the portal
    assert main_organisation() == house.organisation
    bus, train = make_authority("Bus"), make_authority("Trains")
    for made, days in ((bus, 200), (train, 20)):
        slug = made.organisation.slug
        feed = operations.add_feed(made.agent, organisation_slug=slug, slug=slug, title=f"Réseau {slug}")
        data = gtfs(last=timezone.localdate() + timedelta(days=days))
        row, _new = operations.deliver(made.agent, feed_id=feed.pk, data=data)
        operations.check_delivery(delivery_id=row.pk)
        operations.activate(made.supervisor, key=row.uuid)
    run_all_jobs()
    assert is_coordinator(house.supervisor)
    assert not is_coordinator(bus.supervisor)
    page = text(signed_in(house.supervisor).get(f"{DESK}couverture/"))
    assert "Réseau bus" in page
    assert "À surveiller Réseau trains" in page, "it ends within thirty days"
    assert "Construit" in page
    page = text(signed_in(bus.supervisor).get(f"{DESK}couverture/"))
    assert "Réseau trains" not in page
    assert len(coverage_of(train.agent)) == 1
    built = Network.objects.get()
    Network.objects.update(counts={**built.counts, "feeds": ["bus"]}, problem="left out: trains (trains: damaged)")
    assert "damaged" in text(signed_in(house.supervisor).get(f"{DESK}couverture/"))
    page = text(signed_in(train.supervisor).get(f"{DESK}couverture/"))
    assert "Laissés hors du réseau Réseau trains" in page


@pytest.fixture
def tried(authority: Any, in_force: Any, delivered: Any) -> SimpleNamespace:
    """A file with six departures instead of four, tried out."""
    in_force(trips=4)
    row = delivered(trips=6)
    operations.try_out(authority.agent, key=row.uuid)
    run_all_jobs()
    return SimpleNamespace(row=row, page=f"{DESK}livraisons/{row.uuid}/essai/")


def test_a_file_is_tried_out_by_its_authority_alone(tried: Any, authority: Any, other: Any, signed_in: Any) -> None:
    agent = signed_in(authority.agent)
    asked = {"de": "Gare", "jour": (timezone.localdate() + timedelta(days=1)).isoformat(), "heure": "11:30"}
    page = text(agent.get(tried.page, asked))
    assert "12 h 00" in page, "the sixth departure is there on trial"
    assert page.index("12 h 00") < page.index("7 h 00"), "the next day follows"
    page = text(agent.get(tried.page, {**asked, "vers": "Mairie"}))
    assert "12 h 00 → 12 h 10" in page or "12 h 10" in page
    board = text(Client().get("/trajets/arret/urbain/a/"))
    assert "12 h 00" not in board, "nobody else sees it"
    assert "Aucun arrêt" in text(agent.get(tried.page, {**asked, "de": "Nulle part"}))
    assert signed_in(other.supervisor).get(tried.page).status_code == 404
    assert signed_in(other.supervisor).post(tried.page.replace("essai", "essayer")).status_code == 404


def test_what_was_tried_out_is_thrown_away_after_a_day(tried: Any, authority: Any, signed_in: Any) -> None:
    file = storage.network_file(Trial.objects.get().path)
    assert file.exists()
    assert operations.throw_away_trials(at=timezone.now() + timedelta(hours=23)) == 0
    assert file.exists()
    assert operations.throw_away_trials(at=timezone.now() + timedelta(hours=25)) == 1
    assert not file.exists()
    assert "Construire le réseau" in text(signed_in(authority.agent).get(tried.page))
