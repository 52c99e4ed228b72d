# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people do on a report's pages: say “me too”, answer, stop the messages, be forgotten."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from parvis.kernel.audit.refusals import NotFound, Refused
from parvis.kernel.files import operations as files
from parvis.kernel.files.rules import FileRefused
from parvis.kernel.organisations.actors import actor_of
from parvis.services.reports import operations
from parvis.services.reports.forms.following import MeTooForm, NotSolvedForm, OnePhotoForm, ReplyForm
from parvis.services.reports.queries.drafts import draft_data
from parvis.services.reports.queries.following import followed
from parvis.services.reports.queries.public import public_report


def sent(request: HttpRequest) -> QueryDict | None:
    """What a form was sent with, be it nothing; None while it is only shown."""
    return request.POST if request.method == "POST" else None


def add_problems(form: forms.Form, refused: Refused) -> None:
    """Puts what an operation refused beside the fields that it names."""
    for field, texts in refused.by_field().items():
        for text in texts:
            form.add_error(field if field in form.fields else None, text)


@never_cache
@require_http_methods(["GET", "POST"])
def me_too(request: HttpRequest, reference: str) -> HttpResponse:
    """One more person concerned by a public report. From a draft, the draft is given up for the report."""
    found = public_report(reference)
    if found is None:
        raise Http404
    form = MeTooForm(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            answer = operations.me_too(
                actor_of(request),
                reference=reference,
                email=form.cleaned_data["email"],
                language=get_language() or "fr",
            )
        except NotFound as error:
            raise Http404 from error
        except Refused as refused:
            add_problems(form, refused)
        else:
            _give_up_draft(request)
            if form.cleaned_data["email"]:
                # The same words whoever it is: nobody learns by trying addresses who follows a report, or made it.
                said = _("Noted. Open the message that we have sent you to confirm your address.")
            elif answer.counted:
                said = _("Noted: you are concerned too.")
            else:
                said = _("You had already told us so.")
            messages.success(request, said)
            return redirect("reports:report", reference)
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "reports/public/me_too.html", {"form": form, "report": found.report}, status=status)


def _give_up_draft(request: HttpRequest) -> None:
    try:
        draft_id = UUID(request.POST.get("draft", ""))
    except ValueError:
        return
    if draft_data(draft_id) is not None:
        operations.forget_draft(actor_of(request), draft_id=draft_id)


@never_cache
@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, token: str, verb: str) -> HttpResponse:
    """A page with one question for each act of somebody who follows a report."""
    page, chosen = followed(token), _ACTS.get(verb)
    if page is None or chosen is None:
        raise Http404
    form = chosen.form(sent(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            said = chosen.perform(request, token, form.cleaned_data)
        except NotFound as error:
            raise Http404 from error
        except FileRefused as refused:
            form.add_error("photos", refused.message)
        except Refused as refused:
            add_problems(form, refused)
        else:
            messages.success(request, said)
            return redirect("reports:follow", token) if followed(token) else redirect("reports:home")
    context = {"form": form, "page": page, "report": page.report, "token": token, "act": chosen}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "reports/public/act.html", context, status=status)


def _reply(request: HttpRequest, token: str, values: dict[str, Any]) -> str:
    operations.reply(actor_of(request), token=token, text=values["text"])
    return _("Your message is sent to the team.")


def _solved(request: HttpRequest, token: str, values: dict[str, Any]) -> str:
    operations.answer_resolved(actor_of(request), token=token, resolved=True)
    return _("Thank you for telling us.")


def _not_solved(request: HttpRequest, token: str, values: dict[str, Any]) -> str:
    operations.answer_resolved(actor_of(request), token=token, resolved=False, text=values["text"])
    return _("Your report is open again. The team has received your words.")


def _photo(request: HttpRequest, token: str, values: dict[str, Any]) -> str:
    for upload in values["photos"]:
        with transaction.atomic():  # a photo that the report does not take is not kept
            stored = files.store(actor_of(request), upload, policy=operations.photo_policy())
            operations.add_photo(actor_of(request), token=token, file_id=stored.pk)
    return _("Your photo is added.")


def _stop(request: HttpRequest, token: str, values: dict[str, Any]) -> str:
    operations.unfollow(actor_of(request), token=token)
    return _("You receive no more messages about this report.")


def _forget(request: HttpRequest, token: str, values: dict[str, Any]) -> str:
    operations.forget_contact(actor_of(request), token=token)
    return _("We no longer know how to reach you. The report itself stays.")


@dataclass(frozen=True)
class Act:
    """One act: its form, what it does, the title of its page, the word on its button, and what it means."""

    form: type[forms.Form]
    perform: Callable[[HttpRequest, str, dict[str, Any]], str]
    title: Promise
    label: Promise
    lead: Promise | str = ""


_ACTS: dict[str, Act] = {
    "message": Act(
        ReplyForm,
        _reply,
        gettext_lazy("Write to the team"),
        gettext_lazy("Send my message"),
        gettext_lazy("The people who treat your report read it. Their answer appears on the page of the report."),
    ),
    "resolu": Act(forms.Form, _solved, gettext_lazy("It is solved"), gettext_lazy("Yes, it is solved")),
    "pas-resolu": Act(
        NotSolvedForm,
        _not_solved,
        gettext_lazy("It is not solved"),
        gettext_lazy("Open my report again"),
        gettext_lazy("Your report goes back to the team, with your words."),
    ),
    "photo": Act(OnePhotoForm, _photo, gettext_lazy("Add a photo"), gettext_lazy("Add to my report")),
    "arreter": Act(
        forms.Form,
        _stop,
        gettext_lazy("Stop the messages"),
        gettext_lazy("Stop the messages"),
        gettext_lazy("You receive nothing more about this report. Its page stays open to you."),
    ),
    "oublier": Act(
        forms.Form,
        _forget,
        gettext_lazy("Delete my contact data"),
        gettext_lazy("Delete my data"),
        gettext_lazy(
            "We forget your name, e-mail and telephone. "
            "You receive no more messages, and the town can no longer ask you anything."
        ),
    ),
}
