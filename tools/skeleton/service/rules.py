# SPDX-License-Identifier: AGPL-3.0-or-later
"""States, references and refusals; no ORM."""

from __future__ import annotations

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PREFIX = "SPE"
LONGEST_TEXT = 4_000


class State(StrEnum):
    """Where a request stands."""

    WAITING = "waiting"
    ANSWERED = "answered"


LABELS: dict[State, Promise] = {State.WAITING: _("Waiting for an answer"), State.ANSWERED: _("Answered")}
TONES: dict[State, str] = {State.WAITING: "info", State.ANSWERED: "ok"}

TRANSITIONS = frozenset({(State.WAITING, State.ANSWERED)})
"""The whole life of a request; whatever is not here is refused."""


def may_become(source: State | str, target: State) -> bool:
    """True if a request in `source` may go to `target`."""
    return (State(source), target) in TRANSITIONS


def format_reference(year: int, number: int) -> str:
    """The short reference that people read out on the telephone."""
    return f"{PREFIX}-{year:04d}-{number:05d}"


class Refused(Exception):  # noqa: N818 - an answer to the user, not a fault of the program
    """The input cannot be accepted; nothing was written. `field` is empty when the whole is meant."""

    def __init__(self, field: str, message: str | Promise, *, too_many: bool = False) -> None:
        super().__init__(str(message))
        self.field = field
        self.message = message
        self.too_many = too_many


class NotFound(Exception):  # noqa: N818 - an answer to the user, not a fault of the program
    """No such request for this actor: it does not exist, or this actor may not know that it does."""


class NotAllowed(Exception):  # noqa: N818 - an answer to the user, not a fault of the program
    """The actor sees the request and may not do this to it."""


class Conflict(Exception):  # noqa: N818 - an answer to the user, not a fault of the program
    """Somebody else changed the request since the actor read it; nothing was overwritten."""
