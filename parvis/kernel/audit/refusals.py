# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an operation says when it does not do what was asked; messages are in the words of the person who reads them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.utils.functional import Promise

type Text = str | Promise


class Reason(StrEnum):
    """Why an input is refused; an API turns it into a status code."""

    REQUIRED = "required"
    INVALID = "invalid"
    UNKNOWN = "unknown"
    OUTSIDE = "outside"
    TOO_MANY = "too_many"
    NOT_OURS = "not_ours"
    NOT_ALLOWED = "not_allowed"
    TOO_LATE = "too_late"


@dataclass(frozen=True)
class Problem:
    """One thing to put right: the field it belongs to (empty: the whole), what to do, and why."""

    field: str
    message: Text
    reason: Reason = Reason.INVALID


class Refused(Exception):  # noqa: N818 - an answer to the user, not a fault of the program
    """The input cannot be accepted; nothing was written. `problems` says all that is wrong, at once."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("; ".join(str(problem.message) for problem in problems))
        self.problems = problems

    def by_field(self) -> Mapping[str, list[str]]:
        """Messages by field name, as a form's `add_error` takes them; the empty name is the whole form."""
        messages: dict[str, list[str]] = {}
        for problem in self.problems:
            messages.setdefault(problem.field, []).append(str(problem.message))
        return messages


class NotFound(Exception):  # noqa: N818 - an answer to the user, not a fault of the program
    """No such thing for this actor: it does not exist, or this actor may not know that it does."""


class NotAllowed(Exception):  # noqa: N818 - an answer to the user, not a fault of the program
    """The actor sees the thing and may not do this to it."""


@dataclass(frozen=True)
class LastChange:
    """Who changed a thing last, what they did, and when."""

    author: str
    text: str
    at: datetime


class Conflict(Exception):  # noqa: N818 - an answer to the user, not a fault of the program
    """Somebody else changed the thing since the actor read it; nothing was overwritten."""

    def __init__(self, *, reference: str, last: LastChange | None) -> None:
        super().__init__(reference)
        self.reference = reference
        self.last = last


def refuse(field: str, message: Text, reason: Reason = Reason.INVALID) -> Refused:
    """A refusal for one problem."""
    return Refused(Problem(field, message, reason))
