# SPDX-License-Identifier: AGPL-3.0-or-later
"""Disruptions: written at the desk, read everywhere, published in the standard's form."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from google.transit import gtfs_realtime_pb2 as pb

from parvis.kernel.audit.actors import SYSTEM
from parvis.kernel.audit.refusals import Conflict, NotFound, Refused
from parvis.services.journeys import operations
from parvis.services.journeys.models import Disruption
from parvis.services.journeys.operations import DisruptionDraft
from parvis.services.journeys.operations import disruptions as verbs
from parvis.services.journeys.rules.disruptions import Concerned, Period, State, Timing, timing
from parvis.services.journeys.tests.conftest import DESK
from parvis.services.journeys.tests.test_public_pages import question

LIST = "/trajets/perturbations/"


def text(answer: Any) -> str:
    return answer.content.decode()


def draft(**values: Any) -> DisruptionDraft:
    now = timezone.now()
    said: dict[str, Any] = {"title": "Travaux rue du Pont", "text": "Arrêt reporté.", "lines": (("urbain", "r1"),)}
    said["periods"] = (Period(now - timedelta(hours=1), now + timedelta(days=2)),)
    return DisruptionDraft(**(said | values))


@pytest.fixture
def published(authority: Any, in_force: Any) -> Callable[..., Disruption]:
    """Makes a disruption that everybody reads."""
    in_force(lines=("1", "2"))

    def make(**values: Any) -> Disruption:
        row = operations.write_disruption(authority.agent, draft=draft(**values))
        return operations.publish_disruption(authority.agent, key=row.uuid)

    return make


def test_everybody_reads_it_everywhere(published: Any) -> None:
    row, client = published(lines=(("urbain", "r2"),)), Client()
    assert row.title in text(client.get(LIST))
    assert row.title in text(client.get(f"{LIST}?ligne=urbain|r2"))
    assert "Aucune perturbation" in text(client.get(f"{LIST}?ligne=urbain|r1"))
    assert "Arrêt reporté." in text(client.get(f"{LIST}{row.uuid}/"))
    assert row.title in text(client.get("/trajets/"))
    assert row.title in text(client.get("/trajets/arret/urbain/a/")), "its line leaves from there"
    assert row.title in text(client.get("/trajets/affichage/urbain/a/"))
    assert f"urn:uuid:{row.uuid}" in text(client.get(f"{LIST}flux.atom"))
    found = client.get("/api/journeys/disruptions?feed=urbain&route_id=r2").json()
    assert [one["id"] for one in found["disruptions"]] == [str(row.uuid)]
    page = text(client.get("/trajets/resultats/", question()))

    assert page.count(row.title) > 1, "above the list, and on what meets it"
    later = timezone.localdate() + timedelta(days=4)
    page = text(client.get("/trajets/resultats/", question(jour=later.isoformat())))
    assert "journey-card" in page
    assert row.title not in page, "it is over by then"


def test_drafts_and_what_is_withdrawn_are_nobody_elses(published: Any, authority: Any) -> None:
    row = operations.write_disruption(authority.agent, draft=draft(title="Brouillon secret"))
    shown = published()
    operations.withdraw_disruption(authority.agent, key=shown.uuid)
    page = text(Client().get(LIST))
    assert "Brouillon secret" not in page
    assert shown.title not in page
    assert Client().get(f"{LIST}{row.uuid}/").status_code == 404
    assert "Retirée" in text(Client().get(f"{LIST}{shown.uuid}/"))


def test_the_realtime_feed_says_it_with_the_feeds_own_names(published: Any) -> None:
    line = published(title_en="Works", text_en="Use the stop at the station.", effect="detour")
    published(title="Grève", whole=True, lines=(), severity="severe", cause="strike")
    published(title="Arrêt déplacé", lines=(), stops=(("urbain", "b"),))
    for path in ("/trajets/perturbations.pb", f"{LIST}urbain.pb"):
        answer = Client().get(path)
        message = pb.FeedMessage.FromString(answer.content)
        assert message.IsInitialized()
        assert abs(message.header.timestamp - timezone.now().timestamp()) < 60
        alerts = {one.id: one.alert for one in message.entity}
        works = alerts[str(line.uuid)]
        assert [one.route_id for one in works.informed_entity] == ["r1"]
        assert {one.language: one.text for one in works.header_text.translation} == {"fr": line.title, "en": "Works"}
        assert works.active_period[0].start == int(line.first_at.timestamp())
        assert works.active_period[0].end == int(line.last_at.timestamp())
        assert works.effect == pb.Alert.DETOUR
        named = [[(one.agency_id, one.stop_id) for one in alert.informed_entity] for alert in alerts.values()]
        assert [("A", "")] in named
        assert [("", "b")] in named
        again = Client().get(path, headers={"If-None-Match": answer["ETag"]})
        assert again.status_code == 304
    operations.withdraw_disruption(SYSTEM, key=line.uuid)
    assert Client().get(f"{LIST}urbain.pb", headers={"If-None-Match": answer["ETag"]}).status_code == 200
    assert Client().get(f"{LIST}autre.pb").status_code == 404


def test_an_agent_writes_previews_publishes_and_changes(
    authority: Any, other: Any, signed_in: Any, in_force: Any
) -> None:
    in_force(lines=("1", "2"))
    agent, today = signed_in(authority.agent), timezone.localdate().isoformat()
    said = {
        "title": "Marché de Noël", "text": "La place est fermée.", "effect": "detour", "cause": "holiday",
        "severity": "warning", "from_day_0": today, "radius_m": 300,
    }  # fmt: skip
    form = f"{DESK}perturbations/nouvelle/"
    page = text(agent.post(form, {**said, "stop_words": "mair", "act": "find"}))
    assert 'value="urbain|b"' in page, "a stop is found by its name"
    assert "Marché de Noël" in page, "nothing that was typed is lost"
    chosen = {**said, "stops": ["urbain|b"], "lines": ["urbain|r2"]}
    page = text(agent.post(form, {**chosen, "act": "preview"}, headers={"HX-Request": "true"}))
    assert "La place est fermée." in page
    assert "<form" not in page
    assert not Disruption.objects.exists()
    assert agent.post(form, {**said, "title": "", "act": "publish"}).status_code == 422
    assert agent.post(form, {**said, "act": "publish"}).status_code == 422, "it concerns nobody"
    answer = agent.post(form, {**chosen, "act": "publish"})
    row = Disruption.objects.get(state=State.PUBLISHED)
    assert answer["Location"] == f"{DESK}perturbations/{row.uuid}/"
    assert row.title in text(Client().get(LIST))
    stranger = signed_in(other.supervisor)
    for path in ("", "modifier/", "publier/", "retirer/"):
        assert stranger.post(f"{answer['Location']}{path}", said).status_code in (404, 405)
    assert stranger.get(answer["Location"]).status_code == 404
    change = {**chosen, "title": "Marché prolongé", "version": row.version, "act": "keep"}
    agent.post(f"{answer['Location']}modifier/", change)
    page = agent.post(f"{answer['Location']}modifier/", {**change, "title": "Trop tard"})
    assert page.status_code == 422, "the version is another one by now"
    assert Disruption.objects.get(pk=row.pk).title == "Marché prolongé"
    agent.post(f"{answer['Location']}retirer/", {"version": row.version + 1})
    assert "Marché prolongé" in text(agent.get(f"{DESK}perturbations/?liste=terminees"))


def test_a_place_becomes_its_stops_and_a_line_at_stops_only_those(published: Any, authority: Any, other: Any) -> None:
    around = published(lines=(), spot=(4.88, 46.26), radius_m=200)
    assert [(one.stop_id, one.derived) for one in around.concerned_list] == [("a", True)]
    both = published(stops=(("urbain", "b"),), only_there=True)
    assert both.concerned_list == (Concerned("urbain", "r1", "b", "1 · Mairie"),)
    with pytest.raises(Refused):
        operations.write_disruption(other.agent, draft=draft())  # somebody else's line
    with pytest.raises(NotFound):
        operations.withdraw_disruption(other.supervisor, key=both.uuid)


def test_it_ends_by_itself(published: Any) -> None:
    row = published()
    end = row.last_at
    assert operations.end_due(at=end - timedelta(minutes=1)) == 0
    assert operations.end_due(at=end) == 1
    assert Disruption.objects.get().state == State.OVER
    periods = (Period(end, end + timedelta(days=1)), Period(end + timedelta(days=5)))
    moments = (end - timedelta(days=1), end, end + timedelta(days=3), end + timedelta(days=99))
    assert [timing(periods, each) for each in moments] == [Timing.LATER, Timing.NOW, Timing.BETWEEN, Timing.NOW]


def unlocked(_actor: Any, key: Any, _permission: str, expected: int | None) -> Disruption:
    """As `_locked`, with the lock off."""
    found = Disruption.objects.get(uuid=key)
    if found.version != expected:
        raise Conflict(reference="", last=None)
    return found


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("locked", [True, False])
def test_two_who_change_the_same_version_do_not_undo_one_another(
    published: Any, locked: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the lock both are told that it is kept, and one of the two texts is lost."""
    row, outcomes = published(), []
    if not locked:
        barrier, original = threading.Barrier(2, timeout=20), verbs.fields_of
        monkeypatch.setattr(verbs, "_locked", unlocked)
        monkeypatch.setattr(verbs, "fields_of", lambda *args: (barrier.wait(), original(*args))[1])

    def change(title: str) -> None:
        try:
            operations.change_disruption(SYSTEM, key=row.uuid, draft=draft(title=title), expected_version=row.version)
            outcomes.append("kept")
        except Conflict:
            outcomes.append("conflict")
        finally:
            connection.close()

    threads = [threading.Thread(target=change, args=(title,)) for title in ("Déviation A", "Déviation B")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(outcomes) == (["conflict", "kept"] if locked else ["kept", "kept"])
