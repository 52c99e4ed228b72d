# SPDX-License-Identifier: AGPL-3.0-or-later
"""Disruptions of the authority: the lists, writing with a preview, publishing, changing, withdrawing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parvis.kernel.audit.actors import Actor
from parvis.kernel.audit.refusals import Conflict, Refused
from parvis.kernel.organisations.actors import actor_of
from parvis.kernel.organisations.desk import desk, wants_fragment
from parvis.services.journeys import operations
from parvis.services.journeys.forms.disruptions import DisruptionForm, initial_of
from parvis.services.journeys.manifest import DISRUPT, PUBLISH_DISRUPTION, READ
from parvis.services.journeys.models import Disruption
from parvis.services.journeys.queries.alert_pages import AlertShown, shown
from parvis.services.journeys.queries.desk_disruptions import (
    DRAFTS,
    LISTS,
    NOW,
    counts,
    disruption_for,
    listed,
)
from parvis.services.journeys.queries.disruption_choices import line_choices, place_map, stop_choices
from parvis.services.journeys.queries.disruptions import alert_of
from parvis.services.journeys.rules.disruptions import State
from parvis.services.journeys.views.agents.feeds import add_problems

PREVIEW, FIND, PUBLISH = "preview", "find", "publish"


@desk(READ)
@require_safe
def disruptions(request: HttpRequest) -> HttpResponse:
    """In force, to come, drafts, ended."""
    actor, now = actor_of(request), timezone.now()
    which = request.GET.get("liste", NOW)
    which = which if which in LISTS else NOW
    rows = listed(actor, which, now)
    names = {
        LISTS[0]: _("In force"),
        LISTS[1]: _("To come"),
        LISTS[2]: _("Drafts"),
        LISTS[3]: pgettext("disruption", "Ended"),
    }
    numbers = counts(actor, now)
    context = {
        "rows": [(row, alert) for row, alert in zip(rows, shown(alert_of(each) for each in rows), strict=True)],
        "tabs": [(each, names[each], numbers[each], each == which) for each in LISTS],
        "which": which,
        "now": now,
        "may_write": actor.can(DISRUPT),
    }
    return render(request, "journeys/agents/disruptions.html", context)


@desk(READ)
@require_safe
def disruption(request: HttpRequest, key: UUID) -> HttpResponse:
    """One of them, as the public reads it, with what can be done."""
    actor, row = actor_of(request), disruption_for(actor_of(request), key)
    alive = row.state in (State.DRAFT, State.PUBLISHED)
    may = actor.can(DISRUPT if row.state == State.DRAFT else PUBLISH_DISRUPTION)
    context = {
        "row": row,
        "shown": shown([alert_of(row)])[0],
        "alert": alert_of(row),
        "is_draft": row.state == State.DRAFT,
        "may_publish": row.state == State.DRAFT and actor.can(PUBLISH_DISRUPTION),
        "may_change": alive and may,
        "now": timezone.now(),
    }
    return render(request, "journeys/agents/disruption.html", context)


@desk(DISRUPT)
@require_http_methods(["GET", "POST"])
def write(request: HttpRequest) -> HttpResponse:
    """A new one."""
    return _form_page(request, None)


@desk(DISRUPT)
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, key: UUID) -> HttpResponse:
    """Changes a draft or what is published."""
    return _form_page(request, disruption_for(actor_of(request), key))


@desk(PUBLISH_DISRUPTION)
@require_POST
def publish(request: HttpRequest, key: UUID) -> HttpResponse:
    """Everybody reads it from now on."""
    return _decide(request, key, operations.publish_disruption, _("It is published: everybody reads it from now on."))


@desk(DISRUPT)
@require_POST
def withdraw(request: HttpRequest, key: UUID) -> HttpResponse:
    """Nobody reads it any more."""
    return _decide(request, key, operations.withdraw_disruption, _("It is withdrawn: nobody reads it any more."))


def _decide(request: HttpRequest, key: UUID, act: Callable[..., Disruption], said: str) -> HttpResponse:
    given = request.POST.get("version", "")
    seen = int(given) if given.isascii() and given.isdigit() and len(given) < 10 else None
    try:
        act(actor_of(request), key=key, expected_version=seen)
    except Conflict:
        messages.error(request, _("Somebody else has just changed it. Here is how it stands; nothing was overwritten."))
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, said)
    return redirect("journeys_agents:disruption", key)


def _form_page(request: HttpRequest, row: Disruption | None) -> HttpResponse:
    """The form: shown, previewed, kept or published as the button says; nothing that was typed is lost."""
    actor, act = actor_of(request), request.POST.get("act", "")
    form = _form(request, actor, row)
    if request.method != "POST":
        return _render(request, actor, form, row, shown([alert_of(row)])[0] if row else None)
    if form.is_valid() and act not in (PREVIEW, FIND):
        kept = _kept(request, actor, form, row)
        if kept is not None:
            return redirect("journeys_agents:disruption", kept.uuid)
    seen = _previewed(actor, form)
    if act == PREVIEW and wants_fragment(request):
        return render(request, "journeys/agents/_preview.html", {"shown": seen})
    return _render(request, actor, form, row, seen, status=200 if act in (PREVIEW, FIND) else 422)


def _form(request: HttpRequest, actor: Actor, row: Disruption | None) -> DisruptionForm:
    initial = dict(initial_of(row)) if row else _today()
    chosen = request.POST.getlist("stops") if request.method == "POST" else initial.get("stops", [])
    words = request.POST.get("stop_words", "")
    return DisruptionForm(
        request.POST or None,
        initial=initial,
        line_choices=line_choices(actor),
        stop_choices=stop_choices(actor, chosen, words),
        published=row is not None and row.state == State.PUBLISHED,
    )


def _today() -> dict[str, Any]:
    now = timezone.localtime()
    return {"from_day_0": now.date(), "from_time_0": now.time().replace(second=0, microsecond=0)}


def _kept(request: HttpRequest, actor: Actor, form: DisruptionForm, row: Disruption | None) -> Disruption | None:
    """The disruption once it is kept, and published if the button says so; None when something must be put right."""
    draft, version = form.draft(), form.cleaned_data["version"]
    try:
        if row is None:
            kept = operations.write_disruption(actor, draft=draft)
        else:
            tell = form.cleaned_data.get("tell", True)
            kept = operations.change_disruption(
                actor, key=row.uuid, draft=draft, expected_version=version, tell=tell
            )  # fmt: skip
        messages.success(request, _("It is kept."))
        if request.POST.get("act") == PUBLISH and kept.state == State.DRAFT:
            operations.publish_disruption(actor, key=kept.uuid, expected_version=kept.version)
            messages.success(request, _("It is published: everybody reads it from now on."))
    except Conflict:
        form.add_error(None, _("Somebody else has changed it since you opened it. Open it again, then change it."))
        return None
    except Refused as refused:
        if "periods" in refused.by_field():
            form.add_error("from_day_0", refused.by_field()["periods"])
        add_problems(form, Refused(*(one for one in refused.problems if one.field != "periods")))
        return None
    return kept


def _previewed(actor: Actor, form: DisruptionForm) -> AlertShown | None:
    """What the public would read; None while it cannot be said yet."""
    if not hasattr(form, "cleaned_data"):
        return None
    try:
        values = operations.fields_of(form.draft(), actor.organisation_id or 0)
    except Refused:
        return None
    return shown([alert_of(Disruption(organisation=actor.organisation, **values))])[0]


def _render(
    request: HttpRequest,
    actor: Actor,
    form: DisruptionForm,
    row: Disruption | None,
    seen: AlertShown | None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "row": row,
        "shown": seen,
        "map": place_map(),
        "may_publish": actor.can(PUBLISH_DISRUPTION) and (row is None or row.state == State.DRAFT),
        "drafts": DRAFTS,
    }
    return render(request, "journeys/agents/disruption_edit.html", context, status=status)
