# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading what people send: every wrong field is found at once, and nothing wrong gets further."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from parvis.kernel.accounts.rules import phone_e164
from parvis.kernel.audit.refusals import Problem, Reason, Refused, refuse
from parvis.kernel.places import queries as places
from parvis.kernel.registry import service_settings
from parvis.services.reports.models import Category
from parvis.services.reports.queries.categories import category_by_id, notices_of, questions_of
from parvis.services.reports.rules.publication import Channel
from parvis.services.reports.rules.questions import Question, validate_answers
from parvis.services.reports.rules.words import clean_text

LONGEST_DESCRIPTION = 4_000
LONGEST_NAME = 120
_LONGEST_ADDRESS = 200
_KEY_LENGTHS = range(16, 81)


@dataclass(frozen=True, kw_only=True)
class Submission:
    """A report as it comes in; see `docs/services/reports.md`."""

    category_id: int
    longitude: float
    latitude: float
    description: str = ""
    address: str = ""
    answers: Mapping[str, Any] = field(default_factory=dict)
    photos: Sequence[UUID] = ()
    email: str = ""
    phone: str = ""
    name: str = ""
    channel: str = "web"
    client_key: str | None = None
    language: str = "fr"
    suspicious: bool = False
    api_key_id: int | None = None
    wants_news: bool = True
    """False: e-mail and telephone are for the agents alone, no message goes there."""


@dataclass(frozen=True, kw_only=True)
class Checked:
    """A submission whose every field is right."""

    category: Category
    description: str
    address: str
    answers: dict[str, list[str]]
    email: str
    phone: str
    name: str


def check(submission: Submission) -> Checked:
    """The submission with all its fields read.

    Raises:
        Refused: everything that is wrong with it.
    """
    problems: list[Problem] = []
    category = category_by_id(submission.category_id)
    if category is None:
        problems.append(Problem("category", _("Choose what the report is about."), Reason.UNKNOWN))
    answers = _answers(category, submission, problems) if category else {}
    problems.extend(place_problems(submission.longitude, submission.latitude))
    description = _text("description", submission.description, LONGEST_DESCRIPTION, problems)
    if not (description or answers or submission.photos) and not problems:
        problems.append(Problem("description", _("Say in a few words what is wrong, or add a photo."), Reason.REQUIRED))
    checked_email = _email(submission.email, problems)
    checked_phone = _phone(submission.phone, problems)
    name = _text("name", submission.name, LONGEST_NAME, problems)
    address = _text("address", submission.address, _LONGEST_ADDRESS, problems)
    problems.extend(key_problems(submission.client_key))
    most = service_settings("reports").photos
    if len(set(submission.photos)) > most:
        problems.append(Problem("photos", _("Add at most %d photos.") % most, Reason.TOO_MANY))
    if problems or category is None:
        raise Refused(*problems)
    return Checked(
        category=category,
        description=description,
        address=address,
        answers=answers,
        email=checked_email,
        phone=checked_phone,
        name=name,
    )


def place_problems(longitude: float, latitude: float) -> list[Problem]:
    """What is wrong with a position: not on Earth, or outside the territory, and then whom to tell instead."""
    on_earth = math.isfinite(longitude) and math.isfinite(latitude) and abs(longitude) <= 180 and abs(latitude) <= 90
    if not on_earth:
        return [Problem("place", _("This position does not exist."), Reason.INVALID)]
    if places.in_territory(longitude, latitude):
        return []
    message = _(
        "This place is outside %(town)s, where we cannot act. Tell the town hall of that place. "
        "In danger, call %(phone)s."
    )
    phone = service_settings("reports").emergency_phone
    return [Problem("place", message % {"town": settings.TOWN.title, "phone": phone}, Reason.OUTSIDE)]


def clean_or_refuse(name: str, text: str, longest: int, *, required: bool = True) -> str:
    """`clean_text` for an operation with a single text.

    Raises:
        Refused: the text is missing or too long.
    """
    problems: list[Problem] = []
    kept = _text(name, text, longest, problems)
    if problems:
        raise Refused(*problems)
    if required and not kept:
        raise refuse(name, _("Write something."), Reason.REQUIRED)
    return kept


def clean_email(text: str) -> str:
    """An e-mail address as it is kept, or an empty text.

    Raises:
        Refused: it is no address.
    """
    problems: list[Problem] = []
    email = _email(text, problems)
    if problems:
        raise Refused(*problems)
    return email


def clean_phone(text: str) -> str:
    """A telephone number in E.164, or an empty text.

    Raises:
        Refused: it is no number.
    """
    problems: list[Problem] = []
    phone = _phone(text, problems)
    if problems:
        raise Refused(*problems)
    return phone


def _answers(category: Category, submission: Submission, problems: list[Problem]) -> dict[str, list[str]]:
    questions: Sequence[Question] = questions_of(category)
    if submission.channel == Channel.OFFLINE:
        # Written without network on one page, where the questions of each category cannot be asked.
        questions = [replace(question, required=False) for question in questions]
    try:
        answers = validate_answers(questions, submission.answers)
    except Refused as refused:
        problems.extend(refused.problems)
        return {}
    for notice in notices_of(category):
        if notice.stops and notice.applies(answers):
            problems.append(Problem("category", notice.text("fr"), Reason.NOT_OURS))
    return answers


def _text(name: str, text: str, longest: int, problems: list[Problem]) -> str:
    try:
        return clean_text(text, longest)
    except ValueError:
        problems.append(Problem(name, _("Write at most %d characters.") % longest))
        return ""


def _email(text: str, problems: list[Problem]) -> str:
    address = text.strip().lower()
    if not address:
        return ""
    try:
        validate_email(address)
    except ValidationError:
        problems.append(Problem("email", _("Write an e-mail address such as nom@exemple.fr.")))
        return ""
    return address


def _phone(text: str, problems: list[Problem]) -> str:
    try:
        return phone_e164(text[:40])
    except ValueError:
        problems.append(Problem("phone", _("This number does not exist. Example: 06 12 34 56 78.")))
        return ""


def key_problems(client_key: str | None) -> list[Problem]:
    """What is wrong with the key of a sending."""
    if client_key is None or (len(client_key) in _KEY_LENGTHS and client_key.isascii() and client_key.isprintable()):
        return []
    return [Problem("client_key", _("The key of the sending has 16 to 80 plain characters."))]
