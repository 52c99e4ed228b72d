# SPDX-License-Identifier: AGPL-3.0-or-later
"""What residents read: categories by words, the map, lists, alerts, drafts, figures, open data."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from parvis.kernel.accounts.operations import create_person
from parvis.kernel.audit.actors import SYSTEM, Actor, anonymous
from parvis.kernel.audit.refusals import NotAllowed, Refused
from parvis.kernel.places.geo import Box
from parvis.services.reports import contributions, operations
from parvis.services.reports.addresses import feed_path
from parvis.services.reports.models import Draft
from parvis.services.reports.queries.categories import find_categories
from parvis.services.reports.queries.filters import PublicFilter
from parvis.services.reports.queries.following import subscription_of_feed
from parvis.services.reports.queries.nearby import duplicates_near
from parvis.services.reports.queries.public import public_list, viewport
from parvis.services.reports.queries.statistics import ageing, figures, heat, time_to_treat, trend
from parvis.services.reports.queries.subscriptions import new_for
from parvis.services.reports.tests.conftest import PLACE, category, report_of
from parvis.services.reports.tokens import alert_token, feed_token

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
AROUND = Box(PLACE[0] - 0.01, PLACE[1] - 0.01, PLACE[0] + 0.01, PLACE[1] + 0.01)


def person(email: str) -> Actor:
    made = create_person(SYSTEM, email=email, full_name="Camille Martin", verified=True)
    return Actor(kind="person", label=str(made), person=made, address_hash="p" * 64)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("lampadaire", "lampadaire"),
        ("LAMPADAIRES éteints", "lampadaire"),
        ("lampadere", "lampadaire"),
        ("trou dans la route", "nid-de-poule"),
        ("encombrants", "depot-sauvage"),
        ("tag", "graffiti"),
        ("pothole", "nid-de-poule"),
        ("poubelle qui deborde", "corbeille-pleine"),
    ],
)
def test_categories_are_found_by_words(desk: Any, text: str, code: str) -> None:
    language = "en" if text == "pothole" else "fr"
    assert find_categories(text, language)[0].code == code


@pytest.mark.parametrize("text", ["", "   ", "xyzzy", "'; --", "\x00", "é" * 5000])
def test_words_that_mean_nothing_find_nothing(desk: Any, text: str) -> None:
    assert find_categories(text, "fr") == []


def test_duplicates_are_near_open_recent_and_alike(submit: Any, desk: Any) -> None:
    near = submit(place=(PLACE[0] + 0.0001, PLACE[1]), at=NOW)
    submit(place=(PLACE[0] + 0.002, PLACE[1]), at=NOW)  # 150 m away
    submit(at=NOW - timedelta(days=200))
    submit("fuite-eau", at=NOW)
    sister = submit("panneau", at=NOW)
    closed = submit(at=NOW)
    operations.change_state(desk.agent, report_id=closed.report_id, target="resolved", at=NOW)
    found = duplicates_near(*PLACE, category("banc").pk, at=NOW)
    assert [one.report.reference for one in found] == [near.reference, sister.reference]
    assert found[0].distance_m < 10


def test_the_map_shows_points_then_clusters_that_add_up(submit: Any) -> None:
    for turn in range(12):
        submit(actor=anonymous(address_hash=f"{turn:064d}"), place=(PLACE[0] + turn * 0.0003, PLACE[1]))
    few = viewport(AROUND)
    assert (few.total, len(few.points), len(few.clusters)) == (12, 12, 0)
    many = viewport(AROUND, most_points=5)
    assert many.total == sum(cluster.count for cluster in many.clusters) == 12
    wide = viewport(Box(-5, 42, 9, 51), most_points=5)
    assert wide.total == 12
    none = viewport(AROUND, filters=PublicFilter(category_ids=[category("voirie").pk]))
    assert none.total == 0


def test_pages_follow_one_another_without_gap_or_repeat(submit: Any) -> None:
    told = [submit(actor=anonymous(address_hash=f"{turn:064d}"), at=NOW + timedelta(minutes=turn)) for turn in range(7)]
    seen, after = [], None
    for _turn in range(5):
        page = public_list(after=after, limit=3)
        seen += [report.reference for report in page.reports]
        after = page.next
        submit(actor=anonymous(address_hash=f"{_turn + 50:064d}"), at=NOW + timedelta(days=1))  # news on top
        if not after:
            break
    assert seen == [one.reference for one in reversed(told)]
    assert public_list(after="forged", limit=100).reports  # begins again


def test_alerts_tell_each_new_report_once(submit: Any, desk: Any) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        asked = operations.subscribe_area(
            anonymous(address_hash="1" * 64),
            area="around",
            longitude=PLACE[0],
            latitude=PLACE[1],
            radius_m=300,
            email="marie@exemple.fr",
        )
        again = operations.subscribe_area(
            anonymous(address_hash="1" * 64),
            area="around",
            longitude=PLACE[0],
            latitude=PLACE[1],
            radius_m=300,
            email="marie@exemple.fr",
        )
        assert (again.id, asked.needs_confirmation) == (asked.id, True)
        assert new_for(asked.id) is None
        operations.confirm_subscription(anonymous(), subscription_id=asked.id)
        clock.shift(timedelta(hours=1))
        submit()
        submit("bruit")
        submit(place=(PLACE[0] + 0.01, PLACE[1]))
        clock.shift(timedelta(hours=1))
        from parvis.services.reports.jobs import send_alert

        send_alert(subscription_id=str(asked.id))
        send_alert(subscription_id=str(asked.id))
        with connection.cursor() as cursor:
            cursor.execute("SELECT body FROM notifications_outgoingmessage WHERE kind = 'reports.alert'")
            [(body,)] = cursor.fetchall()
        assert feed_path(asked.id) in body
        assert subscription_of_feed(feed_token(asked.id)) is not None
        operations.unsubscribe_area(anonymous(), token=alert_token(asked.id))
        assert subscription_of_feed(feed_token(asked.id)) is None


def test_drafts_are_kept_for_a_week(desk: Any, resident: Actor, photo: Any) -> None:
    draft = operations.save_draft(resident, data={"step": "place", "photos": [str(photo())]})
    same = operations.save_draft(resident, data={"step": "details", "photos": []}, draft_id=draft.pk)
    assert same.pk == draft.pk
    with pytest.raises(Refused):
        operations.save_draft(resident, data={"text": "x" * 50_000})
    assert operations.forget_old_drafts(SYSTEM, at=datetime.now(tz=UTC) + timedelta(days=6)) == 0
    assert operations.forget_old_drafts(SYSTEM, at=datetime.now(tz=UTC) + timedelta(days=8)) == 1
    assert Draft.objects.count() == 0


def test_the_figures_are_the_supervisor_s(submit: Any, desk: Any) -> None:
    for days in (2, 4, 9):
        told = submit(at=NOW - timedelta(days=days + 5))
        operations.change_state(desk.agent, report_id=told.report_id, target="resolved", at=NOW - timedelta(days=5))
    submit(at=NOW - timedelta(days=40))
    times = time_to_treat(desk.supervisor, since=NOW - timedelta(days=30), until=NOW)
    assert [(one.name, one.count, one.median_days, one.on_time) for one in times] == [
        ("Banc, abri ou barrière", 3, 4, 1)
    ]
    assert [band.count for band in ageing(desk.supervisor, at=NOW)] == [0, 0, 1, 0, 0]
    days_seen = trend(desk.supervisor, days=60, at=NOW)
    assert (sum(day.reported for day in days_seen), sum(day.closed for day in days_seen)) == (4, 3)
    assert sum(cell.count for cell in heat(desk.supervisor, since=NOW - timedelta(days=90))) == 4
    assert figures(at=NOW).resolved == 3
    with pytest.raises(NotAllowed):
        time_to_treat(desk.agent, since=NOW, until=NOW)


def test_figures_of_the_public_pages_are_read_from_an_index_alone(db):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        # In an empty table all indexes cost the same: the question is whether this one answers alone.
        cursor.execute(
            "SELECT indexrelid::regclass::text FROM pg_index WHERE indrelid = 'reports_report'::regclass"
            " AND NOT indisunique AND indexrelid <> 'report_public_state'::regclass"
        )
        for (other,) in cursor.fetchall():
            cursor.execute(f"DROP INDEX {other}")
    with CaptureQueriesContext(connection) as queries:
        figures(at=NOW)
    asked = [query["sql"] for query in queries.captured_queries]
    assert len(asked) == 2
    for statement in asked:
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN " + statement.replace("%", "%%"))
            plan = "\n".join(row[0] for row in cursor.fetchall())
        assert "Index Only Scan using report_public_state" in plan


def test_open_data_tells_nothing_of_anybody(submit: Any) -> None:
    submit(email="marie@exemple.fr", name="Marie", phone="0612345678", description="Chez Marie au 3")
    private = submit("bruit")
    rows = list(contributions.open_data.rows("signalements"))
    assert set(rows[0]) == {field.name for field in contributions.open_data.datasets()[0].fields}
    said = json.dumps(rows, default=str).lower()
    assert not any(word in said for word in ("marie", "12345678", private.reference.lower()))
    assert contributions.open_data.modified_at("signalements") is not None


def test_gauges_and_highlights_answer(submit: Any, desk: Any) -> None:
    told = submit()
    gauge = next(iter(contributions.statistics.gauges()))
    assert (gauge.labels, gauge.value) == ((("state", "reported"),), 1)
    operations.change_state(desk.agent, report_id=told.report_id, target="resolved")
    from django.core.cache import cache

    cache.delete("reports.highlights")
    assert next(iter(contributions.home_highlights.highlights())).figure == "1"


def test_addresses_in_messages_are_those_of_the_pages(submit: Any) -> None:
    from parvis.services.reports.addresses import follow_path_of, public_path

    told = submit()
    assert follow_path_of(told.follow_token) == reverse("reports:follow", args=[told.follow_token])
    assert public_path(told.reference) == reverse("reports:report", args=[told.reference])


def test_an_address_that_is_not_proved_opens_nobody_s_reports(submit: Any) -> None:
    told = submit(email="marie@exemple.fr")
    thief = create_person(SYSTEM, email="marie@exemple.fr", full_name="Pas Marie")
    assert list(contributions.personal_data.export(thief)) == []
    assert list(contributions.my_requests.requests_of(thief)) == []
    assert contributions.personal_data.erase(thief).anonymised == 0
    assert report_of(told).reporter_email == "marie@exemple.fr"
    submit()  # and a person without e-mail is not everybody without e-mail
    nobody = create_person(SYSTEM, email="x@exemple.fr", verified=True)
    nobody.email = ""
    assert list(contributions.personal_data.export(nobody)) == []
