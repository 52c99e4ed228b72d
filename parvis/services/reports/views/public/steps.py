# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pages of a new report: one question each, whatever was typed kept at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from parvis.kernel.audit.refusals import Refused
from parvis.kernel.organisations.actors import actor_of
from parvis.kernel.places import queries as places
from parvis.services.reports.forms.public import (
    ACCOUNT,
    EMAIL,
    CategoryForm,
    ContactForm,
    DetailsForm,
    PhotoForm,
    PlaceForm,
)
from parvis.services.reports.models import Category
from parvis.services.reports.queries.categories import (
    category_by_code,
    category_by_id,
    category_tree,
    find_categories,
    notices_of,
    questions_of,
)
from parvis.services.reports.queries.nearby import duplicates_near
from parvis.services.reports.rules.questions import validate_answers
from parvis.services.reports.views.public.acting import add_problems
from parvis.services.reports.views.public.drafts import (
    TITLES,
    Step,
    Writing,
    begin,
    open_draft,
    remember,
    remembered,
    save,
)
from parvis.services.reports.views.public.photos import add_photos, photos_of, proposed_place, remove_photo
from parvis.services.reports.views.public.places_of import pick_map
from parvis.services.reports.views.public.refused import answered, forget_refused, refuse, said_before
from parvis.services.reports.views.public.sending import check_page


@never_cache
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Photo first or place first; goes on with the draft of this browser where there is one.

    `?sujet=CODE` brings the subject along, for example from the search.
    """
    code = request.GET.get("sujet", "")
    subject = category_by_code(code) if code else None
    if request.method == "POST":
        try:
            writing = begin(request, place_first=request.POST.get("first") == "place", subject=subject)
        except Refused as refused:
            return _begin_page(request, subject, refused=str(refused))
        response = redirect(writing.url(writing.first))
        return remember(response, writing, secure=settings.HTTPS)
    return _begin_page(request, subject)


def _begin_page(request: HttpRequest, subject: Category | None, *, refused: str = "") -> HttpResponse:
    unfinished = remembered(request)
    resume = unfinished.url(unfinished.missing() or Step.CHECK) if unfinished else ""
    context = {"resume_url": resume, "refused": refused, "subject": subject}
    return render(request, "reports/public/begin.html", context, status=429 if refused else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, draft_id: UUID, word: str) -> HttpResponse:
    """One page of a draft."""
    writing = open_draft(draft_id)
    if writing is None:
        typed = [text for name in ("address", "description") if (text := request.POST.get(name, "").strip())]
        return render(request, "reports/public/expired.html", {"typed": typed}, status=404)
    if "sent" in writing.data:
        return redirect("reports:thanks", writing.data["sent"])
    return _PAGES[Step(word)](request, writing)


def _show(
    request: HttpRequest,
    writing: Writing,
    here: Step,
    form: forms.Form | None,
    said: Sequence[str] = (),
    **context: Any,
) -> HttpResponse:
    """The page; what was sent comes here only when it is refused: `said` is what only this sending can tell."""
    if request.method == "POST" and form is not None:
        back = refuse(request, writing, here, form, said=said)
        if back is not None:
            return back
    page = {
        "form": form,
        "writing": writing,
        "title": TITLES[here],
        "step_current": writing.number(here),
        "step_total": len(writing.counted),
        "back_url": writing.url(Step.CHECK) if request.GET.get("retour") else writing.before(here),
        **context,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, f"reports/public/steps/{here.name.lower()}.html", page, status=status)


def _kept(request: HttpRequest, writing: Writing, here: Step) -> HttpResponseRedirect:
    forget_refused(writing)
    save(request, writing)
    return redirect(writing.after(here, request))


def _photo(request: HttpRequest, writing: Writing) -> HttpResponse:
    form = PhotoForm(answered(request, writing, Step.PHOTO), request.FILES or None)
    if request.method == "POST":
        if "remove" in request.POST:
            remove_photo(request, writing.data, request.POST["remove"])
            _kept(request, writing, Step.PHOTO)
            return redirect(request.get_full_path())
        problems = add_photos(request, writing.data, form.cleaned_data["photos"]) if form.is_valid() else []
    else:
        problems = said_before(request, writing, Step.PHOTO)
    for problem in problems if form.is_valid() else ():
        form.add_error("photos", problem)
    if request.method == "POST" and form.is_valid():
        onwards = _kept(request, writing, Step.PHOTO)
        return redirect(request.get_full_path()) if "more" in request.POST else onwards
    said = [str(text) for text in form.errors.get("photos", ())] if form.is_bound else []
    return _show(request, writing, Step.PHOTO, form, said, photos=photos_of(writing.data))


def _place(request: HttpRequest, writing: Writing) -> HttpResponse:
    data = writing.data
    answer = _answered_place(request, writing)
    typed = answer.get("address", "").strip() if answer is not None else ""
    hits = places.search_addresses(typed, limit=6) if answer is not None and typed and not answer.get("lon") else []
    initial = {"address": data.get("address"), "lon": data.get("lon"), "lat": data.get("lat")}
    form = PlaceForm(answer, hits=hits, initial=initial)
    if form.is_valid():
        cleaned = form.cleaned_data
        if cleaned.get("lon") is None or cleaned.get("lat") is None:
            _ask_for_place(form)
        elif request.method == "POST":
            near = places.reverse(cleaned["lon"], cleaned["lat"])
            data["lon"], data["lat"] = cleaned["lon"], cleaned["lat"]
            data["address"] = cleaned["address"] or (near.text if near else "")
            data.pop("duplicates_seen", None)
            return _kept(request, writing, Step.PLACE)
    proposed = proposed_place(data)
    centre = (
        (data["lon"], data["lat"])
        if data.get("lon") is not None
        else (proposed.lon, proposed.lat)
        if proposed
        else None
    )
    return _show(request, writing, Step.PLACE, form, proposed=proposed, map=pick_map(centre))


def _ask_for_place(form: PlaceForm) -> None:
    if "chosen" in form.fields:
        form.add_error("chosen", _("Choose the right place in the list."))
        return
    form.add_error("address", _("We do not find this place. Write a street of the area, or show it on the map."))


def _answered_place(request: HttpRequest, writing: Writing) -> QueryDict | None:
    """What was sent. Without script, other words beside the point kept from before mean another place: it goes."""
    answer, data = answered(request, writing, Step.PLACE), writing.data
    if answer is None:
        return None
    kept = [f"{data[name]}" if data.get(name) is not None else "" for name in ("lon", "lat")]
    words = answer.get("address", "").strip()
    if words and words != data.get("address") and [answer.get("lon", ""), answer.get("lat", "")] == kept:
        answer = answer.copy()
        answer["lon"] = answer["lat"] = ""
    return answer


def _category(request: HttpRequest, writing: Writing) -> HttpResponse:
    language = get_language() or "fr"
    words = request.GET.get("mots", "").strip()[:100]
    found = find_categories(words, language) if words else []
    form = CategoryForm(answered(request, writing, Step.CATEGORY))
    if form.is_valid():
        chosen = form.cleaned_data["category"]
        if category_by_id(chosen) is None:
            form.add_error("category", _("Choose one from the list."))
        elif request.method == "POST":
            if chosen != writing.data.get("category"):
                writing.data.update(category=chosen, answers={}, details_seen=False)
                writing.data.pop("duplicates_seen", None)
            return _kept(request, writing, Step.CATEGORY)
    context: dict[str, Any] = {"groups": category_tree(), "found": found, "words": words, "language": language}
    return _show(request, writing, Step.CATEGORY, form, **context)


def _details(request: HttpRequest, writing: Writing) -> HttpResponse:
    category = writing.category
    if category is None:
        return redirect(writing.url(Step.CATEGORY))
    language, data = get_language() or "fr", writing.data
    notices = notices_of(category)
    initial = {f"answer-{code}": value for code, value in data.get("answers", {}).items()}
    initial["description"] = data.get("description", "")
    answer = answered(request, writing, Step.DETAILS)
    form = DetailsForm(answer, questions=questions_of(category), language=language, initial=initial)
    answers = _take_details(writing, form, category) if answer is not None else None
    stopped = [notice for notice in notices if notice.stops and notice.applies(answers or {})]
    if request.method == "POST" and answers is not None and not stopped:
        data["details_seen"] = True
        return _kept(request, writing, Step.DETAILS)
    shown = [(notice, notice.text(language)) for notice in notices if not notice.question and notice not in stopped]
    context: dict[str, Any] = {"notices": shown, "stops": [(notice, notice.text(language)) for notice in stopped]}
    return _show(request, writing, Step.DETAILS, form, category_name=category.name(language), **context)


def _take_details(writing: Writing, form: DetailsForm, category: Category) -> dict[str, list[str]] | None:
    """The answers in their one spelling; None when something is wrong, said in the form.

    Right or wrong, they go into the draft, which is kept in both cases: nothing typed is lost.
    """
    if not form.is_valid():
        return None
    data = writing.data
    data["description"], data["answers"] = form.cleaned_data["description"], form.answers()
    try:
        answers = validate_answers(questions_of(category), data["answers"])
    except Refused as refused:
        add_problems(form, refused)
        return None
    if not (data["description"] or answers or data["photos"]):
        form.add_error("description", _("Say in a few words what is wrong, or add a photo."))
        return None
    return answers


def _duplicates(request: HttpRequest, writing: Writing) -> HttpResponse:
    data, category = writing.data, writing.category
    if category is None or data.get("lon") is None:
        return redirect(writing.url(writing.missing() or Step.CHECK))
    if request.method == "POST":
        data["duplicates_seen"] = True
        return _kept(request, writing, Step.DUPLICATES)
    near = duplicates_near(data["lon"], data["lat"], category.pk)
    if not near or data.get("duplicates_seen"):
        return redirect(writing.after(Step.DUPLICATES, request))
    return _show(request, writing, Step.DUPLICATES, None, duplicates=near, language=get_language() or "fr")


def _contact(request: HttpRequest, writing: Writing) -> HttpResponse:
    data, person = writing.data, actor_of(request).person
    account = person.email if person is not None else ""
    initial = {name: data.get(name, "") for name in ("email", "phone", "name")}
    initial["way"] = data.get("way") or (ACCOUNT if account else EMAIL)
    form = ContactForm(answered(request, writing, Step.CONTACT), account=account, initial=initial)
    if request.method == "POST" and form.is_valid():
        data.update({name: form.cleaned_data[name] for name in ("way", "email", "phone", "name")})
        return _kept(request, writing, Step.CONTACT)
    return _show(request, writing, Step.CONTACT, form)


_PAGES: dict[Step, Callable[[HttpRequest, Writing], HttpResponse]] = {
    Step.PHOTO: _photo,
    Step.PLACE: _place,
    Step.CATEGORY: _category,
    Step.DETAILS: _details,
    Step.DUPLICATES: _duplicates,
    Step.CONTACT: _contact,
    Step.CHECK: check_page,
}
