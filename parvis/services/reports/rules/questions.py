# SPDX-License-Identifier: AGPL-3.0-or-later
"""Category questions (GeoReport v2 attributes), their answers, and the notices that categories show.

Definitions lie as JSON in `Category.questions` and `Category.notices`; `parse_questions` and
`parse_notices` are the only readers, so a wrong definition is refused when it is written.
Source of the datatypes: GeoReport v2, "GET Service Definition".
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from parvis.kernel.audit.refusals import Problem, Reason, Refused
from parvis.services.reports.rules.words import strip_controls

LONGEST_STRING = 200
LONGEST_TEXT = 2_000
_CODE = re.compile(r"^[a-z][a-z0-9_]{0,39}$", re.ASCII)


class Datatype(StrEnum):
    """GeoReport v2 datatypes."""

    STRING = "string"
    NUMBER = "number"
    DATETIME = "datetime"
    TEXT = "text"
    ONE = "singlevaluelist"
    MANY = "multivaluelist"


@dataclass(frozen=True)
class Choice:
    """A value of a list question; `names` by language."""

    key: str
    names: Mapping[str, str]

    def name(self, language: str) -> str:
        """The name in that language, else in French."""
        return self.names.get(language) or self.names["fr"]


@dataclass(frozen=True)
class Question:
    """One question of a category; texts by language."""

    code: str
    datatype: Datatype
    labels: Mapping[str, str]
    required: bool = False
    helps: Mapping[str, str] | None = None
    choices: tuple[Choice, ...] = ()

    def label(self, language: str) -> str:
        """The question in that language, else in French."""
        return self.labels.get(language) or self.labels["fr"]

    def help(self, language: str) -> str:
        """The help below the question, or an empty text."""
        helps = self.helps or {}
        return helps.get(language) or helps.get("fr", "")


class NoticeKind(StrEnum):
    """Why a notice is shown."""

    PRIVATE_LAND = "private_land"
    OTHER_AUTHORITY = "other_authority"
    EMERGENCY = "emergency"
    INFORMATION = "information"


@dataclass(frozen=True)
class Notice:
    """What people must know before they report: whose matter it is, whom to call in danger.

    Shown always, or when question `question` is answered by one of `answers`. With `stops` the
    report is not taken: it would reach nobody who can act.
    """

    code: str
    kind: NoticeKind
    texts: Mapping[str, str]
    phone: str = ""
    url: str = ""
    stops: bool = False
    question: str = ""
    answers: frozenset[str] = frozenset()

    def text(self, language: str) -> str:
        """The notice in that language, else in French."""
        return self.texts.get(language) or self.texts["fr"]

    def applies(self, answers: Mapping[str, Sequence[str]]) -> bool:
        """True when these answers (codes to values) call for the notice."""
        return not self.question or not self.answers.isdisjoint(answers.get(self.question, ()))


def parse_questions(raw: Any) -> tuple[Question, ...]:
    """Questions from their JSON form, in order.

    `[{"code": "pole", "datatype": "string", "label": {"fr": …, "en": …}, "required": false,
    "help": {…}, "values": [{"key": "off", "fr": …, "en": …}]}]`

    Raises:
        Refused: a definition is wrong; the message names the question.
    """
    questions = tuple(_question(entry) for entry in _entries(raw))
    if len({question.code for question in questions}) != len(questions):
        raise _wrong("", _("two questions have the same code"))
    return questions


def parse_notices(raw: Any, questions: Sequence[Question]) -> tuple[Notice, ...]:
    """Notices from their JSON form; conditions must name one of `questions`.

    `[{"code": "danger", "kind": "emergency", "fr": …, "en": …, "phone": "18", "url": "", "stops": false,
    "when": {"question": "state", "answers": ["hanging"]}}]`

    Raises:
        Refused: a definition is wrong.
    """
    known = {question.code: {choice.key for choice in question.choices} for question in questions}
    return tuple(_notice(entry, known) for entry in _entries(raw))


def validate_answers(questions: Sequence[Question], given: Mapping[str, Any]) -> dict[str, list[str]]:
    """Answers in their one spelling: question code to values; unanswered questions are left out.

    Args:
        questions: those of the category.
        given: question code to a text or a sequence of texts, as typed; unknown codes are ignored.

    Raises:
        Refused: every wrong or missing answer, with the field `answer-<code>`.
    """
    problems: list[Problem] = []
    accepted: dict[str, list[str]] = {}
    for question in questions:
        values = _values(given.get(question.code))
        problem = _problem(question, values)
        if problem is not None:
            problems.append(problem)
        elif values:
            accepted[question.code] = [_normal(question.datatype, value) for value in values]
    if problems:
        raise Refused(*problems)
    return accepted


def _values(given: Any) -> list[str]:
    if given is None:
        return []
    several = given if isinstance(given, list | tuple | set | frozenset) else [given]
    texts = [strip_controls(str(value)[: LONGEST_TEXT + 1]) for value in several]
    return list(dict.fromkeys(text for text in texts if text))


def _problem(question: Question, values: Sequence[str]) -> Problem | None:
    field = f"answer-{question.code}"
    if not values:
        return Problem(field, _("Answer this question."), Reason.REQUIRED) if question.required else None
    if len(values) > 1 and question.datatype is not Datatype.MANY:
        return Problem(field, _("Give a single answer."))
    message = next(filter(None, (_fault(question, value) for value in values)), None)
    return Problem(field, message) if message else None


def _fault(question: Question, value: str) -> str | None:
    match question.datatype:
        case Datatype.ONE | Datatype.MANY:
            return None if value in {choice.key for choice in question.choices} else _("Choose one of the answers.")
        case Datatype.NUMBER:
            return None if _number(value) is not None else _("Write a number, for example 12 or 3.5.")
        case Datatype.DATETIME:
            return None if _moment(value) is not None else _("Write a date, for example 2026-11-24T14:30.")
        case Datatype.STRING:
            return None if len(value) <= LONGEST_STRING else _("Write at most %d characters.") % LONGEST_STRING
        case Datatype.TEXT:
            return None if len(value) <= LONGEST_TEXT else _("Write at most %d characters.") % LONGEST_TEXT


def _normal(datatype: Datatype, value: str) -> str:
    if datatype is Datatype.NUMBER:
        return value.replace(",", ".").replace(" ", "")
    return value


def _number(value: str) -> float | None:
    if len(value) > 30:
        return None
    try:
        number = float(value.replace(",", ".").replace(" ", ""))
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _moment(value: str) -> datetime | None:
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        return None


def _entries(raw: Any) -> Iterable[Mapping[str, Any]]:
    if not isinstance(raw, list) or not all(isinstance(entry, dict) for entry in raw):
        raise _wrong("", _("a list of definitions is expected"))
    return raw


def _question(entry: Mapping[str, Any]) -> Question:
    code = entry.get("code", "")
    if not isinstance(code, str) or not _CODE.match(code):
        raise _wrong(code, _("a code has lower-case letters, digits and underscores"))
    if entry.get("datatype") not in set(Datatype):
        raise _wrong(code, _("the datatype is unknown"))
    datatype = Datatype(entry["datatype"])
    choices = tuple(Choice(str(value["key"]), _texts(code, value)) for value in entry.get("values", ()))
    if (datatype in (Datatype.ONE, Datatype.MANY)) != bool(choices):
        raise _wrong(code, _("lists, and only lists, have values"))
    if len({choice.key for choice in choices}) != len(choices):
        raise _wrong(code, _("two values have the same key"))
    helps = _texts(code, entry["help"]) if entry.get("help") else None
    return Question(code, datatype, _texts(code, entry.get("label", {})), bool(entry.get("required")), helps, choices)


def _notice(entry: Mapping[str, Any], known: Mapping[str, set[str]]) -> Notice:
    code = str(entry.get("code", ""))
    if entry.get("kind") not in set(NoticeKind):
        raise _wrong(code, _("the kind of notice is unknown"))
    when = entry.get("when") or {}
    question, answers = str(when.get("question", "")), frozenset(when.get("answers", ()))
    if question and (question not in known or not answers <= known[question]):
        raise _wrong(code, _("the condition names an unknown question or answer"))
    return Notice(
        code=code,
        kind=NoticeKind(entry["kind"]),
        texts=_texts(code, entry),
        phone=str(entry.get("phone", "")),
        url=str(entry.get("url", "")),
        stops=bool(entry.get("stops")),
        question=question,
        answers=answers,
    )


def _texts(code: str, entry: Mapping[str, Any]) -> dict[str, str]:
    texts = {language: str(entry[language]) for language in ("fr", "en") if entry.get(language)}
    if "fr" not in texts:
        raise _wrong(code, _("the French text is missing"))
    return texts


def _wrong(code: str, message: str) -> Refused:
    return Refused(Problem("questions", _("“%(code)s”: %(message)s.") % {"code": code, "message": message}))
