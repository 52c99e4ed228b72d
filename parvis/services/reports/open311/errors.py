# SPDX-License-Identifier: AGPL-3.0-or-later
"""GeoReport v2 errors: a list of codes and descriptions, under the HTTP status of the first."""

from __future__ import annotations

from dataclasses import dataclass

from parvis.kernel.audit.refusals import Problem, Reason, Refused


@dataclass(frozen=True)
class ErrorEntry:
    """One error. Codes are HTTP statuses, as in the examples of the specification."""

    code: int
    description: str


class Open311Error(Exception):
    """A request that cannot be answered; `entries` is what the client reads."""

    def __init__(self, *entries: ErrorEntry) -> None:
        super().__init__("; ".join(entry.description for entry in entries))
        self.entries = entries

    @property
    def status(self) -> int:
        """HTTP status of the answer: that of the first error."""
        return self.entries[0].code


def error(code: int, description: str) -> Open311Error:
    """One error."""
    return Open311Error(ErrorEntry(code, description))


_CODES = {Reason.TOO_MANY: 429, Reason.NOT_ALLOWED: 403, Reason.UNKNOWN: 400}
_FIELDS = {"place": "lat, long", "category": "service_code", "photos": "media"}


def from_refusal(refused: Refused) -> Open311Error:
    """The problems of an operation in the words of GeoReport: `attribute[code]` for the answer to a question."""
    return Open311Error(*(_entry(problem) for problem in refused.problems))


def _entry(problem: Problem) -> ErrorEntry:
    name = problem.field
    if name.startswith("answer-"):
        name = f"attribute[{name.removeprefix('answer-')}]"
    name = _FIELDS.get(name, name)
    description = f"{name}: {problem.message}" if name else str(problem.message)
    return ErrorEntry(_CODES.get(problem.reason, 400), description)
