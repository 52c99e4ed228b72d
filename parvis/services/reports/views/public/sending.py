# SPDX-License-Identifier: AGPL-3.0-or-later
"""The last page of a new report, its sending, and what is said after."""

from __future__ import annotations

import time
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from parvis.kernel.audit.refusals import Refused
from parvis.kernel.organisations.actors import actor_of
from parvis.services.reports import operations
from parvis.services.reports.forms.public import DetailsForm
from parvis.services.reports.operations import Submission
from parvis.services.reports.queries.categories import questions_of
from parvis.services.reports.queries.following import followed
from parvis.services.reports.views.public.drafts import COOKIE, TITLES, Step, Writing, save
from parvis.services.reports.views.public.photos import photos_of
from parvis.services.reports.views.public.refused import answered, refuse, said_before

FASTEST_SECONDS = 4
"""Nobody reads seven pages faster; a robot does."""
TRAP = "website"
"""A field that people do not see and robots fill."""


def check_page(request: HttpRequest, writing: Writing) -> HttpResponse:
    """Shows all answers, each with a way to change it; sends them."""
    missing = writing.missing()
    if missing is not None:
        return redirect(writing.url(missing))
    form = forms.Form(answered(request, writing, Step.CHECK))
    said = said_before(request, writing, Step.CHECK)
    if request.method == "POST":
        try:
            submitted = operations.submit(actor_of(request), submission=submission_of(request, writing))
        except Refused as refused:
            said = [str(problem.message) for problem in refused.problems]
            back = refuse(request, writing, Step.CHECK, form, said=said)
            if back is not None:
                return back
        else:
            writing.data = {"sent": submitted.follow_token}
            save(request, writing)
            response = redirect("reports:thanks", submitted.follow_token)
            response.delete_cookie(COOKIE, path=reverse("reports:home"))
            return response
    for text in said if form.is_valid() else ():
        form.add_error(None, text)
    status = 422 if request.method == "POST" else 200
    return render(request, "reports/public/steps/check.html", _summary(writing) | {"form": form}, status=status)


def submission_of(request: HttpRequest, writing: Writing) -> Submission:
    """The draft as a submission."""
    data = writing.data
    too_fast = time.time() - float(data.get("began", 0)) < FASTEST_SECONDS
    return Submission(
        category_id=int(data["category"]),
        longitude=float(data["lon"]),
        latitude=float(data["lat"]),
        description=data.get("description", ""),
        address=data.get("address", ""),
        answers=data.get("answers", {}),
        photos=[UUID(each) for each in data.get("photos", ())],
        email=data.get("email", ""),
        phone=data.get("phone", ""),
        name=data.get("name", ""),
        client_key=data["client_key"],
        language=data.get("language", "fr"),
        suspicious=bool(request.POST.get(TRAP)) or too_fast,
    )


def _summary(writing: Writing) -> dict[str, Any]:
    category, language, data = writing.category, get_language() or "fr", writing.data
    questions = questions_of(category) if category else ()
    form = DetailsForm(questions=questions, language=language)
    answers = [(form.fields[f"answer-{each.code}"].label, _said(each, data, language)) for each in questions]
    return {
        "writing": writing,
        "title": TITLES[Step.CHECK],
        "category_name": category.name(language) if category else "",
        "answers": [(label, text) for label, text in answers if text],
        "photos": photos_of(data),
        "urls": {step.name.lower(): f"{writing.url(step)}?retour=verification" for step in Step},
        "step_current": writing.number(Step.CHECK),
        "step_total": len(writing.counted),
        "back_url": writing.before(Step.CONTACT) if writing.data.get("duplicates_seen") else writing.url(Step.CONTACT),
    }


def _said(question: Any, data: dict[str, Any], language: str) -> str:
    given = data.get("answers", {}).get(question.code) or []
    values = given if isinstance(given, list) else [given]
    names = {choice.key: choice.name(language) for choice in question.choices}
    return ", ".join(names.get(value, str(value)) for value in values)


@never_cache
@require_safe
def thanks(request: HttpRequest, token: str) -> HttpResponse:
    """The receipt: reference, what happens next, and how to follow it."""
    page = followed(token)
    if page is None:
        raise Http404
    context = {
        "page": page,
        "report": page.report,
        "due_day": timezone.localtime(page.report.due_at).date(),
        "token": token,
        "is_told": bool(page.follower.email or page.follower.phone or page.follower.person_id),
        "needs_confirmation": bool(page.follower.email) and page.follower.confirmed_at is None,
        "follow_link": request.build_absolute_uri(reverse("reports:follow", args=[token])),
    }
    return render(request, "reports/public/thanks.html", context)
