# SPDX-License-Identifier: AGPL-3.0-or-later
"""A report being written: which page comes when, and what is kept between pages."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from parvis.kernel.organisations.actors import actor_of
from parvis.services.reports import operations
from parvis.services.reports.models import Category
from parvis.services.reports.queries.categories import category_by_id
from parvis.services.reports.queries.drafts import draft_data

COOKIE = "parvis-report"


class Step(StrEnum):
    """Pages of the form; the value is the word in the address."""

    PHOTO = "photo"
    PLACE = "lieu"
    CATEGORY = "probleme"
    DETAILS = "precisions"
    DUPLICATES = "deja-signale"
    CONTACT = "nouvelles"
    CHECK = "verification"


TITLES = {
    Step.PHOTO: _("Add a photo"),
    Step.PLACE: _("Where is it?"),
    Step.CATEGORY: _("What is it about?"),
    Step.DETAILS: _("Tell us more"),
    Step.DUPLICATES: _("Already reported?"),
    Step.CONTACT: _("Hear from us"),
    Step.CHECK: _("Check and send"),
}
_COUNTED = (Step.PHOTO, Step.PLACE, Step.CATEGORY, Step.DETAILS, Step.CONTACT, Step.CHECK)


@dataclass
class Writing:
    """A draft in the hands of a view: `data` is changed, then kept by `save`."""

    id: UUID
    data: dict[str, Any]

    @property
    def first(self) -> Step:
        """The page with which this person began: the photo or the place."""
        return Step.PLACE if self.data.get("place_first") else Step.PHOTO

    @property
    def order(self) -> list[Step]:
        """The pages in this person's order."""
        head = [Step.PLACE, Step.PHOTO] if self.data.get("place_first") else [Step.PHOTO, Step.PLACE]
        subject = [] if self.data.get("subject_given") else [Step.CATEGORY]
        return [*head, *subject, Step.DETAILS, Step.DUPLICATES, Step.CONTACT, Step.CHECK]

    @property
    def category(self) -> Category | None:
        """The chosen category, if it is still active."""
        chosen = self.data.get("category")
        return category_by_id(int(chosen)) if chosen else None

    def url(self, step: Step) -> str:
        """The address of a page of this draft."""
        return reverse("reports:step", args=[self.id, step.value])

    def after(self, step: Step, request: HttpRequest) -> str:
        """The page that follows; the check page again when the person came from there to change one answer."""
        if request.GET.get("retour") == "verification" and self.complete:
            return self.url(Step.CHECK)
        order = self.order
        if step not in order:  # the subject, chosen before the first page, is being changed
            return self.url(self.missing() or Step.CHECK)
        return self.url(order[order.index(step) + 1])

    def before(self, step: Step) -> str:
        """The page that precedes."""
        order = self.order
        place = order.index(step if step in order else Step.DETAILS)
        return self.url(order[place - 1]) if place else reverse("reports:begin")

    def missing(self) -> Step | None:
        """The first page whose answer cannot be done without, if it has none yet."""
        if self.data.get("lon") is None:
            return Step.PLACE
        if self.category is None:
            return Step.CATEGORY
        if not self.data.get("details_seen"):
            return Step.DETAILS
        return None if "way" in self.data else Step.CONTACT

    @property
    def complete(self) -> bool:
        """True when nothing keeps the report from being sent."""
        return self.missing() is None

    @property
    def counted(self) -> list[Step]:
        """The pages that the progress of the form counts."""
        return [each for each in self.order if each in _COUNTED]

    def number(self, step: Step) -> int:
        """Which page this is, for the progress of the form."""
        counted = self.counted
        return counted.index(step if step in counted else Step.DETAILS) + 1


def begin(request: HttpRequest, *, place_first: bool, subject: Category | None = None) -> Writing:
    """Begins a draft; with `subject`, what it is about is not asked any more.

    The client key makes sending it twice harmless.
    """
    data = {
        "place_first": place_first,
        "photos": [],
        "client_key": secrets.token_urlsafe(24),
        "began": time.time(),
        "language": get_language() or "fr",
    }
    if subject is not None:
        data |= {"category": subject.pk, "subject_given": True}
    draft = operations.save_draft(actor_of(request), data=data)
    return Writing(draft.pk, data)


def open_draft(draft_id: UUID) -> Writing | None:
    """The draft behind an address; None when it is gone, or never was."""
    data = draft_data(draft_id)
    return None if data is None else Writing(draft_id, data)


def save(request: HttpRequest, writing: Writing) -> None:
    """Keeps what was typed so far."""
    operations.save_draft(actor_of(request), data=writing.data, draft_id=writing.id)


def remember(response: HttpResponse, writing: Writing, *, secure: bool) -> HttpResponse:
    """Lets this browser find its draft again for a week."""
    response.set_signed_cookie(
        COOKIE,
        str(writing.id),
        max_age=7 * 86_400,
        httponly=True,
        samesite="Lax",
        secure=secure,
        path=reverse("reports:home"),
    )
    return response


def remembered(request: HttpRequest) -> Writing | None:
    """The unfinished draft of this browser, if there is one."""
    text = request.get_signed_cookie(COOKIE, default="", max_age=7 * 86_400)
    if not text:
        return None
    data = draft_data(UUID(text))
    return Writing(UUID(text), data) if data is not None and "sent" not in data else None
