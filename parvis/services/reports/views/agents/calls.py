# SPDX-License-Identifier: AGPL-3.0-or-later
"""The call taker's screen: everything on one page, by the keyboard alone; saving leaves it ready for the next call."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parvis.kernel.accounts.rules import phone_e164
from parvis.kernel.audit.actors import Actor
from parvis.kernel.audit.refusals import NotFound, Refused
from parvis.kernel.organisations.actors import actor_of
from parvis.kernel.organisations.desk import desk
from parvis.kernel.places import queries as places
from parvis.kernel.places.hits import AddressHit
from parvis.services.reports import operations
from parvis.services.reports.forms.agents.calls import CallForm
from parvis.services.reports.manifest import CALL
from parvis.services.reports.models import Category, Report
from parvis.services.reports.operations import Submission
from parvis.services.reports.queries.categories import category_by_id, find_categories, notices_of, questions_of
from parvis.services.reports.queries.desk import by_phone
from parvis.services.reports.queries.nearby import Duplicate, duplicates_near
from parvis.services.reports.queries.scope import report_for
from parvis.services.reports.rules.publication import Channel
from parvis.services.reports.rules.questions import Notice

_MOST_CHOICES = 6


@desk(CALL)
@require_http_methods(["GET", "POST"])
def screen(request: HttpRequest) -> HttpResponse:
    """The form; after a sending, the reference to read out and the form for the next call."""
    actor = actor_of(request)
    if request.method == "GET":
        return _screen(request, actor, CallForm(), None)
    category = _category(actor, request.POST)
    form = _form(actor, request.POST, category)
    if form.is_valid() and category is not None:
        try:
            submitted = operations.submit(actor, submission=_submission(actor, form, category))
        except Refused as refused:
            _place_problems(form, refused)
        else:
            return redirect(f"{reverse('reports_agents:call')}?fait={submitted.reference}")
    return _screen(request, actor, form, category, status=422)


@desk(CALL)
@require_safe
def earlier(request: HttpRequest) -> HttpResponse:
    """Earlier reports of the number that is being typed."""
    context = {"earlier": _earlier(actor_of(request), request.GET.get("phone", ""))}
    return render(request, "reports/agents/_earlier.html", context)


@desk(CALL)
@require_safe
def subjects(request: HttpRequest) -> HttpResponse:
    """Categories by words, for the combobox."""
    language = get_language() or "fr"
    found = _found(actor_of(request), request.GET.get("q", ""))
    return JsonResponse(
        [
            {
                "label": each.name(language),
                "hint": each.parent.name(language) if each.parent else "",
                "value": each.name(language),
                "category": each.pk,
            }
            for each in found
        ],
        safe=False,
    )


@desk(CALL)
@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    """Notices, questions and likely duplicates for the subject and the place so far."""
    actor = actor_of(request)
    category = _category(actor, request.GET, by_words=False)
    form = CallForm(initial=request.GET.dict(), questions=questions_of(category) if category else ())
    return render(request, "reports/agents/_asked.html", _about(category, form, request.GET))


@desk(CALL)
@require_POST
def me_too(request: HttpRequest, reference: str) -> HttpResponse:
    """The caller speaks of a report that is already there: one more person concerned."""
    actor = actor_of(request)
    try:
        phone = request.POST.get("phone", "") if request.POST.get("news") else ""
        operations.me_too(actor, reference=reference, phone=phone)
    except Refused as refused:
        messages.error(request, str(refused.problems[0].message))
        return redirect("reports_agents:call")
    return redirect(f"{reverse('reports_agents:call')}?deja={reference}")


def _screen(
    request: HttpRequest, actor: Actor, form: CallForm, category: Category | None, *, status: int = 200
) -> HttpResponse:
    given = request.POST if request.method == "POST" else request.GET
    context = {
        "form": form,
        "done": _report(actor, request.GET.get("fait", "")),
        "joined": _report(actor, request.GET.get("deja", "")),
        "earlier": _earlier(actor, given.get("phone", "")),
        **_about(category, form, given),
    }
    return render(request, "reports/agents/call.html", context, status=status)


def _about(category: Category | None, form: CallForm, given: Any) -> dict[str, Any]:
    return {
        "category": category,
        "notices": [(each, each.text(get_language() or "fr")) for each in _notices(category)],
        "questions": form.question_fields,
        "duplicates": _duplicates(category, given),
    }


def _notices(category: Category | None) -> list[Notice]:
    return [each for each in notices_of(category) if not each.question] if category else []


def _duplicates(category: Category | None, given: Any) -> list[Duplicate]:
    try:
        lon, lat = float(given.get("lon", "")), float(given.get("lat", ""))
    except ValueError:
        return []
    return duplicates_near(lon, lat, category.pk, limit=3) if category and places.in_territory(lon, lat) else []


def _report(actor: Actor, reference: str) -> Report | None:
    try:
        return report_for(actor, reference) if reference else None
    except NotFound:
        return None


def _earlier(actor: Actor, phone: str) -> list[Report]:
    try:
        return by_phone(actor, phone_e164(phone[:40]))
    except ValueError:
        return []


def _found(actor: Actor, words: str) -> list[Category]:
    found = find_categories(words, get_language() or "fr", limit=20)
    return [each for each in found if each.organisation_id == actor.organisation_id][:_MOST_CHOICES]


def _category(actor: Actor, given: Any, *, by_words: bool = True) -> Category | None:
    """The category that was chosen, else the only one that the words mean."""
    key = given.get("category", "")
    if key.isascii() and key.isdigit() and len(key) < 18:
        category = category_by_id(int(key))
        return category if category and category.organisation_id == actor.organisation_id else None
    found = _found(actor, given.get("subject", "")) if by_words else []
    return found[0] if len(found) == 1 else None


def _form(actor: Actor, data: Any, category: Category | None) -> CallForm:
    """The form with what has to be chosen among: places that the words mean, categories that the words mean."""
    data = data.copy()
    hits: list[AddressHit] = []
    if not (data.get("lon") and data.get("lat")):
        hits = places.search_addresses(data.get("address", ""), _MOST_CHOICES)
        if len(hits) == 1 or (hits and data.get("address", "").strip().casefold() == hits[0].text.casefold()):
            data["lon"], data["lat"], hits = str(hits[0].lon), str(hits[0].lat), []
    if category is not None:
        data["category"] = str(category.pk)
    choices = [category] if category else _found(actor, data.get("subject", ""))
    return CallForm(data, questions=questions_of(category) if category else (), hits=hits, categories=choices)


def _submission(actor: Actor, form: CallForm, category: Category) -> Submission:
    values = form.cleaned_data
    return Submission(
        category_id=category.pk,
        longitude=values["lon"],
        latitude=values["lat"],
        address=values["address"],
        description=values["description"],
        answers=form.answers(),
        phone=values["phone"],
        name=values["name"],
        channel=Channel.PHONE,
        client_key=f"call-{actor.person_id}-{values['client_key']}",
        wants_news=values.get("news", False),
    )


def _place_problems(form: CallForm, refused: Refused) -> None:
    names = {"place": "address", "category": "subject"}
    for name, texts in refused.by_field().items():
        field = names.get(name, name)
        for text in texts:
            form.add_error(field if field in form.fields else None, text)
    if not form.errors:
        form.add_error(None, _("This could not be saved."))
