# SPDX-License-Identifier: AGPL-3.0-or-later
"""Entering a state: the dates that go with it, and the public line of the timeline."""

from __future__ import annotations

from datetime import date, datetime

from parvis.kernel.audit.actors import Actor
from parvis.services.reports.models import Event, Report
from parvis.services.reports.models.parts import EventKind
from parvis.services.reports.operations import journal
from parvis.services.reports.rules.states import CLOSED, State

STATE_FIELDS = ("state", "closed_at", "acknowledged_at", "promised_on", "merged_into", "reminded_at")


def enter_state(
    actor: Actor, report: Report, target: State, *, reason: str, at: datetime, promised_on: date | None = None
) -> Event:
    """Writes a locked report's new state; whether it may be entered is checked before."""
    source = report.state
    report.state = target
    report.closed_at = at if target in CLOSED else None
    report.merged_into = report.merged_into if target is State.DUPLICATE else None
    if report.acknowledged_at is None and target is not State.REPORTED:
        report.acknowledged_at = at
    if promised_on is not None:
        report.promised_on = promised_on
    elif target in (State.WAITING, State.ACKNOWLEDGED):
        report.promised_on = None  # the date that was promised does not hold any more
    report.reminded_at = None
    journal.save(report, STATE_FIELDS, at)
    return journal.tell(
        actor, report, EventKind.STATE, at=at, source=source, target=target, text=reason, verb="change_state"
    )
