# SPDX-License-Identifier: AGPL-3.0-or-later
"""The agents' acts: who may, what is needed, what is written, and what a second agent is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from parvis.kernel.audit.actors import anonymous
from parvis.kernel.audit.queries import history_of
from parvis.kernel.audit.refusals import Conflict, NotAllowed, NotFound, Refused
from parvis.kernel.jobs import run_all_jobs
from parvis.services.reports import operations
from parvis.services.reports.models import Event, Follower, Report
from parvis.services.reports.operations import BulkChange, Changes, Part
from parvis.services.reports.queries.desk import ReportFilter, counts_for, reports_for
from parvis.services.reports.queries.detail import detail_for, rendered_template, templates_for
from parvis.services.reports.tests.conftest import PLACE, category, report_of

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def messages(kind: str = "reports.status") -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT address, subject FROM notifications_outgoingmessage WHERE kind = %s ORDER BY id", [kind])
        return cursor.fetchall()


@pytest.fixture
def followed(submit: Any) -> Any:
    """A report whose author confirmed an e-mail address."""
    told = submit(email="marie@exemple.fr", at=NOW)
    operations.confirm_follower(anonymous(), follower_id=Follower.objects.get().pk, at=NOW)
    return told


def test_the_author_hears_of_each_state(followed: Any, desk: Any) -> None:
    report_id = followed.report_id
    operations.change_state(desk.agent, report_id=report_id, target="scheduled", promised_on=date(2026, 11, 27), at=NOW)
    operations.change_state(desk.agent, report_id=report_id, target="resolved", reason="Banc changé.", at=NOW)
    report = report_of(followed)
    assert (report.state, report.promised_on, report.closed_at) == ("resolved", date(2026, 11, 27), NOW)
    assert {address for address, _subject in messages()} == {"marie@exemple.fr"}
    assert len(messages()) == 3  # received, scheduled, resolved
    assert [event.target for event in Event.objects.filter(kind="state").order_by("pk")] == ["scheduled", "resolved"]
    assert "reports.change_state" in {entry.verb for entry in history_of(report)}


@pytest.mark.parametrize(
    ("target", "missing", "field"),
    [
        ("scheduled", {}, "promised_on"),
        ("scheduled", {"promised_on": date(2026, 11, 20)}, "promised_on"),
        ("rejected", {}, "reason"),
        ("waiting", {"reason": "  "}, "reason"),
        ("duplicate", {}, "duplicate_of"),
        ("duplicate", {"duplicate_of": "SIG-2026-99999"}, "duplicate_of"),
        ("forwarded", {}, "forward_to"),
        ("reported", {}, "state"),
    ],
)
def test_a_state_needs_what_it_needs(submit: Any, desk: Any, target: str, missing: Any, field: str) -> None:
    told = submit(at=NOW)
    with pytest.raises(Refused) as refused:
        operations.change_state(desk.agent, report_id=told.report_id, target=target, at=NOW, **missing)
    assert list(refused.value.by_field()) == [field]
    assert report_of(told).version == 1


def test_the_second_of_two_agents_is_told_who_decided(submit: Any, desk: Any) -> None:
    told = submit(at=NOW)
    operations.change_state(desk.agent, report_id=told.report_id, target="acknowledged", expected_version=1, at=NOW)
    with pytest.raises(Conflict) as conflict:
        operations.change_state(
            desk.supervisor, report_id=told.report_id, target="rejected", reason="Non", expected_version=1, at=NOW
        )
    assert conflict.value.last is not None
    assert conflict.value.last.author == "agent Valorne"
    assert report_of(told).state == "acknowledged"


def test_another_organisation_sees_nothing(submit: Any, other_desk: Any) -> None:
    told = submit()
    stranger = other_desk.supervisor
    for act in (
        lambda: operations.change_state(stranger, report_id=told.report_id, target="acknowledged"),
        lambda: operations.assign(stranger, report_id=told.report_id),
        lambda: operations.add_note(stranger, report_id=told.report_id, text="x"),
        lambda: operations.moderate(stranger, report_id=told.report_id, decision="hide", reason="x"),
        lambda: operations.bulk(stranger, items=[(told.report_id, 1)], change=BulkChange(priority=3)),
        lambda: detail_for(stranger, told.reference),
    ):
        with pytest.raises(NotFound):
            act()
    assert reports_for(stranger).reports == []


def test_roles_may_what_they_may(submit: Any, desk: Any, resident: Any) -> None:
    told = submit()
    with pytest.raises(NotFound):
        operations.change_state(resident, report_id=told.report_id, target="acknowledged")
    with pytest.raises(NotAllowed):
        operations.change_state(desk.caller, report_id=told.report_id, target="acknowledged")
    operations.change_state(desk.agent, report_id=told.report_id, target="rejected", reason="Privé")
    with pytest.raises(NotAllowed):
        operations.change_state(desk.agent, report_id=told.report_id, target="acknowledged", reason="Si")
    with pytest.raises(NotAllowed):
        operations.moderate(desk.agent, report_id=told.report_id, decision="hide", reason="x")
    operations.change_state(desk.supervisor, report_id=told.report_id, target="acknowledged", reason="Si")
    assert report_of(told).closed_at is None


def test_teams_and_people_are_of_the_house(submit: Any, desk: Any, other_desk: Any) -> None:
    told = submit()
    operations.assign(desk.agent, report_id=told.report_id, team_id=desk.teams[0].pk, assignee_id=desk.agent.person_id)
    with pytest.raises(Refused):
        operations.assign(desk.agent, report_id=told.report_id, team_id=other_desk.teams[0].pk)
    with pytest.raises(Refused):
        operations.assign(desk.agent, report_id=told.report_id, assignee_id=other_desk.agent.person_id)
    assert report_of(told).assignee_id == desk.agent.person_id


def test_an_edit_moves_the_due_date_and_hides_what_becomes_private(submit: Any, desk: Any) -> None:
    told = submit(at=NOW)
    before = report_of(told)
    operations.edit(desk.agent, report_id=told.report_id, changes=Changes(category_id=category("bruit").pk), at=NOW)
    after = report_of(told)
    assert after.visibility == "private"
    assert after.due_at < before.due_at
    with pytest.raises(Refused):
        operations.edit(desk.agent, report_id=told.report_id, changes=Changes(longitude=500.0))
    operations.edit(desk.agent, report_id=told.report_id, changes=Changes(longitude=PLACE[0] + 0.1))
    assert report_of(told).h3_9 != before.h3_9


def test_a_merge_brings_the_followers_and_a_reopening_takes_them_back(followed: Any, submit: Any, desk: Any) -> None:
    kept = submit(actor=anonymous(address_hash="b" * 64), at=NOW)
    operations.me_too(anonymous(address_hash="c" * 64), reference=kept.reference, at=NOW)
    operations.merge(desk.agent, report_id=followed.report_id, into=kept.reference, at=NOW)
    assert report_of(kept).supporters == 2
    operations.change_state(desk.agent, report_id=kept.report_id, target="resolved", at=NOW)
    assert messages()[-1][0] == "marie@exemple.fr"
    with pytest.raises(Refused):  # no chains
        operations.merge(desk.agent, report_id=kept.report_id, into=followed.reference, at=NOW)
    operations.change_state(desk.supervisor, report_id=followed.report_id, target="acknowledged", at=NOW)
    assert report_of(kept).supporters == 1
    assert report_of(followed).merged_into is None


def test_me_too_on_a_merged_report_counts_on_the_one_that_stays(submit: Any, desk: Any) -> None:
    one, two = submit(), submit(actor=anonymous(address_hash="b" * 64))
    operations.merge(desk.agent, report_id=one.report_id, into=two.reference)
    operations.me_too(anonymous(address_hash="z" * 64), reference=one.reference)
    assert (report_of(one).supporters, report_of(two).supporters) == (0, 2)  # its own author and the new one


def test_a_split_makes_reports_of_their_own(followed: Any, desk: Any, photo: Any) -> None:
    parts = [Part(category_id=category("graffiti").pk, description="Tag sur le dossier")]
    made = operations.split(desk.agent, report_id=followed.report_id, parts=parts, at=NOW)
    new = Report.objects.get(pk=made[0].pk)
    assert (new.split_from_id, new.category.code, new.reporter_email) == (
        followed.report_id,
        "graffiti",
        "marie@exemple.fr",
    )
    assert (new.longitude, new.h3_11) == (report_of(followed).longitude, report_of(followed).h3_11)
    assert Follower.objects.get(report=new).confirmed_at is not None


def test_what_is_split_off_a_private_report_waits_for_a_moderator(submit: Any, desk: Any) -> None:
    told = submit("bruit", at=NOW)
    parts = [Part(category_id=category("graffiti").pk, description="Tag du voisin du 3")]
    by_agent = operations.split(desk.agent, report_id=told.report_id, parts=parts, at=NOW)
    assert by_agent[0].visibility == "private"
    by_moderator = operations.split(desk.supervisor, report_id=told.report_id, parts=parts, at=NOW)
    assert by_moderator[0].visibility == "public"


def test_notes_stay_between_agents(followed: Any, desk: Any) -> None:
    sent = len(messages())
    operations.add_note(desk.agent, report_id=followed.report_id, text="Voisin difficile")
    assert len(messages()) == sent
    assert "Voisin" not in str(operations.change_state(desk.agent, report_id=followed.report_id, target="acknowledged"))
    assert not Event.objects.filter(text__contains="Voisin").exists()


def test_a_template_fills_itself_once(submit: Any, desk: Any) -> None:
    told = submit(address="{reference} {{ 7*7 }}")
    text = "{reference}, {address} : le {promised_date}. {inconnu"
    operations.save_template(desk.supervisor, title="Prévu", state="scheduled", text_fr=text)
    with pytest.raises(Refused):
        operations.save_template(desk.supervisor, title="x", state="scheduled", text_fr="{mot_de_passe}")
    template = templates_for(desk.agent, state="scheduled")[0]
    text = rendered_template(report_of(told), template, promised_on=date(2026, 11, 27))
    assert text == f"{told.reference}, {{reference}} {{{{ 7*7 }}}} : le 27 novembre 2026. {{inconnu"


def test_a_bulk_act_does_what_it_can_and_says_what_it_left(submit: Any, desk: Any) -> None:
    told = [submit(at=NOW) for _turn in range(3)]
    operations.change_state(desk.agent, report_id=told[1].report_id, target="resolved", at=NOW)
    items = [(one.report_id, 1) for one in told]
    result = operations.bulk(desk.agent, items=items, change=BulkChange(state="in_progress", priority=4), at=NOW)
    assert result.done == [told[0].reference, told[2].reference]
    assert [left.reference for left in result.left] == [told[1].reference]
    assert [report_of(one).state for one in told] == ["in_progress", "resolved", "in_progress"]


def test_undo_puts_back_what_nobody_changed_since(followed: Any, submit: Any, desk: Any) -> None:
    other = submit(at=NOW)
    sent = len(messages())
    items = [(followed.report_id, report_of(followed).version), (other.report_id, 1)]
    change = BulkChange(state="rejected", reason="Privé", team_id=desk.teams[0].pk)
    result = operations.bulk(desk.agent, items=items, change=change, at=NOW)
    operations.change_state(desk.supervisor, report_id=other.report_id, target="acknowledged", reason="Non", at=NOW)
    undone = operations.undo(desk.agent, act_id=result.act_id, at=NOW + timedelta(minutes=5))
    assert undone.restored == [followed.reference]
    assert [left.reference for left in undone.left] == [other.reference]
    report = report_of(followed)
    assert (report.state, report.closed_at, report.team_id) == ("reported", None, None)
    run_all_jobs(until=NOW + timedelta(minutes=30))
    assert len(messages()) == sent  # nobody was told of what was taken back
    with pytest.raises(Refused):
        operations.undo(desk.agent, act_id=result.act_id, at=NOW + timedelta(minutes=6))


def test_the_messages_of_a_bulk_act_leave_once_when_it_is_too_late_to_undo(followed: Any, desk: Any) -> None:
    items = [(followed.report_id, report_of(followed).version)]
    result = operations.bulk(desk.agent, items=items, change=BulkChange(state="in_progress"), at=NOW)
    sent = len(messages())
    with pytest.raises(NotFound):
        operations.undo(replace(desk.agent, person=desk.caller.person), act_id=result.act_id, at=NOW)
    assert operations.announce_bulk(result.act_id) == 1
    assert operations.announce_bulk(result.act_id) == 0
    assert len(messages()) == sent + 1
    with pytest.raises(Refused):
        operations.undo(desk.agent, act_id=result.act_id, at=NOW)


def test_a_bulk_merge_is_undone_whole(submit: Any, desk: Any) -> None:
    kept, *others = [submit(actor=anonymous(address_hash=f"{turn}" * 64), at=NOW) for turn in range(3)]
    items = [(one.report_id, 1) for one in (kept, *others)]
    change = BulkChange(state="duplicate", duplicate_of=kept.reference)
    result = operations.bulk(desk.agent, items=items, change=change, at=NOW)
    assert [left.reference for left in result.left] == [kept.reference]
    assert report_of(kept).supporters == 2
    operations.undo(desk.agent, act_id=result.act_id, at=NOW)
    assert report_of(kept).supporters == 0
    assert {report_of(one).state for one in others} == {"reported"}


def test_moderation_hides_and_shows(submit: Any, desk: Any, client: Any) -> None:
    told = submit()
    operations.moderate(desk.supervisor, report_id=told.report_id, decision="hide", reason="Nom d’une personne")
    assert report_of(told).visibility == "hidden"
    operations.moderate(desk.supervisor, report_id=told.report_id, decision="publish")
    assert report_of(told).visibility == "public"
    private = submit("bruit")
    with pytest.raises(Refused):
        operations.moderate(desk.supervisor, report_id=private.report_id, decision="publish")


def test_photos_are_painted_over(submit: Any, desk: Any, photo: Any) -> None:
    told = submit(photos=[photo()])
    row = report_of(told).photos.get()
    with pytest.raises(Refused):
        operations.redact_photo(desk.agent, photo_id=row.pk, boxes=[(0.9, 0.9, 0.4, 0.4)])
    operations.redact_photo(desk.agent, photo_id=row.pk, boxes=[(0.1, 0.1, 0.4, 0.4)])
    row.refresh_from_db()
    assert row.redacted_at is not None


def test_the_queue_counts_filters_and_pages(submit: Any, desk: Any) -> None:
    told = [submit(at=NOW - timedelta(days=40 - turn)) for turn in range(5)]
    operations.assign(desk.agent, report_id=told[0].report_id, assignee_id=desk.agent.person_id)
    operations.change_state(desk.agent, report_id=told[4].report_id, target="resolved")
    counts = counts_for(desk.agent, at=NOW)
    assert (counts.open, counts.mine, counts.unassigned, counts.overdue) == (4, 1, 3, 4)
    first = reports_for(desk.agent, limit=3)
    second = reports_for(desk.agent, after=first.next, limit=3)
    assert [one.reference for one in (*first.reports, *second.reports)] == [one.reference for one in told[:4]]
    assert second.next == ""
    assert [one.pk for one in reports_for(desk.agent, ReportFilter(mine=True)).reports] == [told[0].report_id]
    found = reports_for(desk.agent, ReportFilter(text="lattes BANCS", order="newest")).reports
    assert len(found) == 5
    assert reports_for(desk.agent, ReportFilter(text="sig 2026 3")).reports[0].reference == told[2].reference
