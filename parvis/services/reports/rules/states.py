# SPDX-License-Identifier: AGPL-3.0-or-later
"""The life of a report: its states, and who may take it from one to the next, with what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class State(StrEnum):
    """Where a report stands."""

    REPORTED = "reported"
    ACKNOWLEDGED = "acknowledged"
    SCHEDULED = "scheduled"
    IN_PROGRESS = "in_progress"
    WAITING = "waiting"
    FORWARDED = "forwarded"
    RESOLVED = "resolved"
    REJECTED = "rejected"
    DUPLICATE = "duplicate"


class By(StrEnum):
    """On whose side a transition is made."""

    AGENT = "agent"
    REPORTER = "reporter"
    REMOTE = "remote"
    """The organisation to which the report was forwarded."""


class Requirement(StrEnum):
    """What must come with a transition."""

    REASON = "reason"
    """A text that the person who reported will read."""
    DATE = "date"
    """The date promised to the public."""
    DUPLICATE_OF = "duplicate_of"
    """The report that stays."""
    TARGET = "target"
    """The organisation that takes over."""


@dataclass(frozen=True)
class Wording:
    """How a state is named to agents and to the public; `tone` and `icon` are those of the status tag."""

    label: str | Promise
    public: str | Promise
    tone: str
    icon: str


WORDINGS: dict[State, Wording] = {
    State.REPORTED: Wording(_("Reported"), _("Received: the right team will read it."), "info", "inbox"),
    State.ACKNOWLEDGED: Wording(_("Acknowledged"), _("Read by the team in charge."), "info", "eye"),
    State.SCHEDULED: Wording(_("Scheduled"), _("The work has a date."), "progress", "calendar"),
    State.IN_PROGRESS: Wording(_("In progress"), _("The team is working on it."), "progress", "wrench"),
    State.WAITING: Wording(_("Waiting"), _("The team is waiting for something before going on."), "warn", "clock"),
    State.FORWARDED: Wording(_("Forwarded"), _("Handed over to the organisation in charge."), "progress", "send"),
    State.RESOLVED: Wording(_("Resolved"), _("It is done."), "ok", "check"),
    State.REJECTED: Wording(_("Not followed up"), _("The town cannot act on this report."), "muted", "ban"),
    State.DUPLICATE: Wording(_("Already reported"), _("The same problem was already reported."), "muted", "copy"),
}

CLOSED = frozenset({State.RESOLVED, State.REJECTED, State.DUPLICATE})
OPEN = frozenset(State) - CLOSED
TO_DO = OPEN - {State.FORWARDED}
"""States in which our own teams have something to do."""


@dataclass(frozen=True)
class Transition:
    """One arrow of the state table. `permission` is empty when the actor is the reporter or a remote system."""

    source: State
    target: State
    by: By
    permission: str
    requires: frozenset[Requirement]


_REASON = frozenset({Requirement.REASON})
_NEEDS: dict[State, frozenset[Requirement]] = {
    State.SCHEDULED: frozenset({Requirement.DATE}),
    State.WAITING: _REASON,
    State.REJECTED: _REASON,
    State.DUPLICATE: frozenset({Requirement.DUPLICATE_OF}),
    State.FORWARDED: frozenset({Requirement.TARGET}),
}


def _agent(sources: Iterable[State], targets: Iterable[State], permission: str = "reports.treat") -> list[Transition]:
    targets = tuple(targets)
    return [
        Transition(source, target, By.AGENT, permission, _NEEDS.get(target, frozenset()))
        for source in sources
        for target in targets
        if source is not target
    ]


_WORK = (State.ACKNOWLEDGED, State.SCHEDULED, State.IN_PROGRESS, State.WAITING)
_LEAVE = (State.RESOLVED, State.REJECTED, State.DUPLICATE, State.FORWARDED)

TRANSITIONS: tuple[Transition, ...] = (
    *_agent((State.REPORTED, *_WORK), (*_WORK, *_LEAVE)),
    # A new date for work that already has one.
    Transition(State.SCHEDULED, State.SCHEDULED, By.AGENT, "reports.treat", _NEEDS[State.SCHEDULED]),
    *_agent((State.FORWARDED,), (State.ACKNOWLEDGED, State.RESOLVED, State.REJECTED)),
    # Reopening what was closed: the agent explains it; the one who reported answers "no, not resolved".
    Transition(State.RESOLVED, State.ACKNOWLEDGED, By.AGENT, "reports.treat", _REASON),
    Transition(State.REJECTED, State.ACKNOWLEDGED, By.AGENT, "reports.supervise", _REASON),
    Transition(State.DUPLICATE, State.ACKNOWLEDGED, By.AGENT, "reports.supervise", frozenset()),
    Transition(State.RESOLVED, State.REPORTED, By.REPORTER, "", _REASON),
    Transition(State.FORWARDED, State.RESOLVED, By.REMOTE, "", frozenset()),
    Transition(State.FORWARDED, State.ACKNOWLEDGED, By.REMOTE, "", frozenset()),
)

_TABLE = {(arrow.source, arrow.target, arrow.by): arrow for arrow in TRANSITIONS}


def transition(source: State, target: State, by: By = By.AGENT) -> Transition | None:
    """The arrow from `source` to `target` on that side; None when there is none."""
    return _TABLE.get((source, target, by))


def next_states(source: State, permissions: frozenset[str]) -> tuple[Transition, ...]:
    """The arrows that an agent with these permissions may take, in the order of the table."""
    return tuple(
        arrow
        for arrow in TRANSITIONS
        if arrow.source is source and arrow.by is By.AGENT and arrow.permission in permissions
    )


def is_open(state: State | str) -> bool:
    """True while somebody still has to act."""
    return State(state) in OPEN


def open311_status(state: State | str) -> str:
    """GeoReport v2 knows two states: `open` and `closed`."""
    return "open" if is_open(state) else "closed"
