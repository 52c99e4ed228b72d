# SPDX-License-Identifier: AGPL-3.0-or-later
"""The writing of one report at a time, shared by the acts on one and on many: locks are held by the caller."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from parvis.kernel.audit.actors import Actor
from parvis.kernel.audit.refusals import NotAllowed, Reason, Refused, refuse
from parvis.kernel.organisations import queries as organisations
from parvis.services.reports.adapters import SPOT_FIELDS, put, spot_at
from parvis.services.reports.manifest import READ
from parvis.services.reports.models import Answer, Event, Report
from parvis.services.reports.models.parts import Audience, EventKind
from parvis.services.reports.operations import forwarding, journal, merging
from parvis.services.reports.operations.input import LONGEST_DESCRIPTION, clean_or_refuse, place_problems
from parvis.services.reports.operations.intake import answer_rows, due_for, team_for
from parvis.services.reports.operations.locks import locked_many
from parvis.services.reports.operations.states import enter_state
from parvis.services.reports.queries.categories import category_by_id, questions_of
from parvis.services.reports.rules.publication import Priority, Publication, Visibility
from parvis.services.reports.rules.questions import validate_answers
from parvis.services.reports.rules.states import By, Requirement, State, Transition, transition


@dataclass(frozen=True, kw_only=True)
class Decision:
    """A change of state, with what it needs."""

    target: State
    reason: str = ""
    promised_on: date | None = None
    duplicate_of: str = ""
    forward_to: int | None = None


def locked_with_target(actor: Actor, report_ids: Iterable[int], decision: Decision) -> dict[int, Report]:
    """The reports, and the one into which they would be merged, locked together in the order of their keys.

    Raises:
        NotFound: one of them does not exist in the actor's organisation.
        Refused: the report that should stay does not exist.
    """
    wanted = list(report_ids)
    merged = Report.objects.filter(pk__in=wanted, merged_into__isnull=False).order_by("pk")
    wanted += merged.values_list("merged_into_id", flat=True)
    if decision.target is State.DUPLICATE and decision.duplicate_of:
        wanted.append(merging.key_of(actor, decision.duplicate_of))
    return locked_many(actor, wanted, permission=READ)


def apply_decision(actor: Actor, report: Report, decision: Decision, *, at: datetime) -> Event:
    """Takes a locked report along one arrow of the table and writes the line of the timeline.

    Raises:
        NotAllowed: the actor lacks the arrow's permission.
        Refused: no such arrow, or what it needs is missing.
    """
    arrow = allowed_arrow(actor, report, decision.target)
    _require(arrow, decision, at)
    if decision.target is State.DUPLICATE:
        return merging.merge_locked(actor, report, decision.duplicate_of, at=at)
    if decision.target is State.FORWARDED:
        return forwarding.forward_locked(actor, report, decision.forward_to or 0, decision.reason, at=at)
    if report.state == State.FORWARDED:
        forwarding.withdraw_locked(report)
    if report.state == State.DUPLICATE:
        merging.separate_locked(report)
    return enter_state(actor, report, decision.target, reason=decision.reason, promised_on=decision.promised_on, at=at)


def allowed_arrow(actor: Actor, report: Report, target: State) -> Transition:
    """The agent's arrow from where the report stands to `target`.

    Raises:
        NotAllowed: the actor lacks its permission.
        Refused: there is none.
    """
    arrow = transition(State(report.state), target, By.AGENT)
    if arrow is None:
        raise refuse("state", _("This report cannot go from its state to that one."), Reason.INVALID)
    if not actor.can(arrow.permission):
        raise NotAllowed(arrow.permission)
    return arrow


def apply_assignment(
    actor: Actor, report: Report, *, team_id: int | None, assignee_id: int | None, at: datetime
) -> Event:
    """Gives a locked report to a team and a person of its organisation.

    Raises:
        Refused: the team or person is of another organisation.
    """
    organisation = report.organisation_id
    if team_id is not None and not organisations.teams_for(organisation).filter(pk=team_id).exists():
        raise refuse("team", _("Choose a team of your organisation."), Reason.UNKNOWN)
    if (
        assignee_id is not None
        and not organisations.agents_with(READ, organisation).filter(person_id=assignee_id).exists()
    ):
        raise refuse("assignee", _("Choose somebody of your organisation."), Reason.UNKNOWN)
    report.team_id, report.assignee_id = team_id, assignee_id
    journal.save(report, ["team", "assignee"], at)
    detail = {"team": team_id, "assignee": assignee_id}
    return journal.tell(actor, report, EventKind.ASSIGNED, at=at, audience=Audience.INTERNAL, detail=detail)


def write_category(report: Report, category_id: int | None, answers: Mapping[str, Any] | None) -> list[str]:
    """Changes category and answers, unsaved but for the answers; returns the changed fields.

    A report that becomes one of a private category disappears from the public at once; one that leaves
    a private category stays private until a moderator publishes it.
    """
    changed: list[str] = []
    if category_id is not None and category_id != report.category_id:
        category = category_by_id(category_id)
        if category is None or category.organisation_id != report.organisation_id:
            raise refuse("category", _("Choose what the report is about."), Reason.UNKNOWN)
        report.category = category
        report.priority = max(report.priority, category.priority)
        report.due_at = due_for(category, report.created_at)
        changed += ["category", "priority", "due_at"]
        if category.publication == Publication.PRIVATE:
            report.visibility = Visibility.PRIVATE
            changed.append("visibility")
    if answers is not None:
        accepted = validate_answers(questions_of(report.category), answers)
        Answer.objects.filter(report_id=report.pk).delete()
        Answer.objects.bulk_create(answer_rows(report, report.category, accepted))
        changed.append("category")
    return changed


def write_place(report: Report, longitude: float | None, latitude: float | None, address: str | None) -> list[str]:
    """Moves the report, unsaved; returns the changed fields."""
    if longitude is None and latitude is None and address is None:
        return []
    lon = report.longitude if longitude is None else longitude
    lat = report.latitude if latitude is None else latitude
    problems = place_problems(lon, lat)
    if problems:
        raise Refused(*problems)
    typed = clean_or_refuse("address", address or "", 200, required=False)
    put(report, spot_at(lon, lat, typed))
    return list(SPOT_FIELDS)


def write_texts(report: Report, description: str | None, priority: int | None) -> list[str]:
    """Changes description and priority, unsaved; returns the changed fields."""
    changed: list[str] = []
    if description is not None:
        report.description = clean_or_refuse("description", description, LONGEST_DESCRIPTION, required=False)
        changed.append("description")
    if priority is not None:
        if priority not in Priority.values:
            raise refuse("priority", _("Choose a priority of the list."), Reason.UNKNOWN)
        report.priority = priority
        changed.append("priority")
    return changed


def write_route(report: Report) -> list[str]:
    """Routes the report anew, unsaved, unless somebody already works on it; returns the changed fields."""
    if report.state not in (State.REPORTED, State.ACKNOWLEDGED) or report.assignee_id is not None:
        return []
    report.team_id = team_for(report)
    return ["team"]


def future_date(day: date | None, at: datetime) -> date:
    """A promised date: today or later.

    Raises:
        Refused: it is missing or past.
    """
    if day is None:
        raise refuse("promised_on", _("Give the date that you promise."), Reason.REQUIRED)
    if day < timezone.localtime(at).date():
        raise refuse("promised_on", _("Give a date of today or later."))
    return day


def _require(arrow: Transition, decision: Decision, at: datetime) -> None:
    if Requirement.REASON in arrow.requires and not decision.reason:
        raise refuse("reason", _("Say why: the person who reported will read it."), Reason.REQUIRED)
    if Requirement.DATE in arrow.requires or decision.promised_on is not None:
        future_date(decision.promised_on, at)
    if Requirement.DUPLICATE_OF in arrow.requires and not decision.duplicate_of:
        raise refuse("duplicate_of", _("Give the reference of the report that stays."), Reason.REQUIRED)
    if Requirement.TARGET in arrow.requires and decision.forward_to is None:
        raise refuse("forward_to", _("Choose the organisation that takes over."), Reason.REQUIRED)
