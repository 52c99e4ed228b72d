# SPDX-License-Identifier: AGPL-3.0-or-later
"""Settings of the desk: response templates, partners, API keys, and the page that leads to all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parvis.kernel.audit.refusals import Refused
from parvis.kernel.organisations.actors import actor_of
from parvis.kernel.organisations.desk import desk
from parvis.services.reports import operations
from parvis.services.reports.addresses import absolute
from parvis.services.reports.forms.agents.desk_settings import KeyForm, TargetForm, TemplateForm
from parvis.services.reports.manifest import CONFIGURE
from parvis.services.reports.models.exchange import Scope
from parvis.services.reports.operations import TargetValues
from parvis.services.reports.queries import settings as queries
from parvis.services.reports.views.agents.decisions import add_problems


@desk(CONFIGURE)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The ways to all settings."""
    return render(request, "reports/agents/settings/home.html")


@desk(CONFIGURE)
@require_safe
def templates(request: HttpRequest) -> HttpResponse:
    """The ready-made texts."""
    return render(
        request, "reports/agents/settings/templates.html", {"templates": queries.all_templates(actor_of(request))}
    )


@desk(CONFIGURE)
@require_http_methods(["GET", "POST"])
def template(request: HttpRequest, template_id: int | None = None) -> HttpResponse:
    """Makes, changes or removes a ready-made text."""
    actor = actor_of(request)
    row = queries.template_of(actor, template_id) if template_id else None
    if row is not None and request.POST.get("act") == "remove":
        operations.remove_template(actor, template_id=row.pk)
        messages.success(request, _("The text is gone."))
        return redirect("reports_agents:templates")
    initial = {name: getattr(row, name) for name in TemplateForm.base_fields} if row else {}
    form = TemplateForm(_sent(request), actor=actor, initial=initial)
    return _edited(
        request,
        form,
        lambda: operations.save_template(actor, template_id=template_id, **form.cleaned_data),
        title=gettext_lazy("Ready-made text"),
        back="reports_agents:templates",
        removable=row is not None,
    )


@desk(CONFIGURE)
@require_safe
def targets(request: HttpRequest) -> HttpResponse:
    """The organisations to which reports are handed over."""
    return render(request, "reports/agents/settings/targets.html", {"targets": queries.all_targets(actor_of(request))})


@desk(CONFIGURE)
@require_http_methods(["GET", "POST"])
def target(request: HttpRequest, target_id: int | None = None) -> HttpResponse:
    """Makes or changes one of them."""
    actor = actor_of(request)
    row = queries.target_of(actor, target_id) if target_id else None
    names = [name for name in TargetForm.base_fields if name not in ("api_key", "codes")]
    initial = {name: getattr(row, name) for name in names} if row else {"kind": "email"}
    if row:
        initial["codes"] = "\n".join(f"{ours} = {theirs}" for ours, theirs in row.codes.items())
    form = TargetForm(_sent(request), initial=initial)
    return _edited(
        request,
        form,
        lambda: operations.save_forward_target(actor, target_id=target_id, values=TargetValues(**form.cleaned_data)),
        title=gettext_lazy("Partner"),
        back="reports_agents:targets",
        template="target",
    )


@desk(CONFIGURE)
@require_http_methods(["GET", "POST"])
def keys(request: HttpRequest) -> HttpResponse:
    """The keys of other applications; a new one is shown this once."""
    actor = actor_of(request)
    form, secret = KeyForm(_sent(request)), ""
    if request.method == "POST" and form.is_valid():
        try:
            _row, secret = operations.create_api_key(actor, **form.cleaned_data)
        except Refused as refused:
            add_problems(form, refused)
        else:
            form = KeyForm()
    context = {
        "form": form,
        "secret": secret,
        "keys": [(row, [Scope(scope).label for scope in row.scopes]) for row in queries.all_keys(actor)],
        "server": absolute("/open311/v2/"),
    }
    return render(request, "reports/agents/settings/keys.html", context, status=422 if form.errors else 200)


@desk(CONFIGURE)
@require_POST
def revoke(request: HttpRequest, key_id: int) -> HttpResponse:
    """Ends a key at once."""
    operations.revoke_api_key(actor_of(request), key_id=key_id)
    messages.success(request, _("The key opens nothing any more."))
    return redirect("reports_agents:keys")


def _sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _edited(
    request: HttpRequest,
    form: forms.Form,
    save: Callable[[], Any],
    *,
    title: str | Promise,
    back: str,
    removable: bool = False,
    template: str = "edit",
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            save()
        except Refused as refused:
            add_problems(form, refused)
        else:
            messages.success(request, _("It is kept."))
            return redirect(back)
    context = {"form": form, "title": title, "back": back, "removable": removable}
    return render(request, f"reports/agents/settings/{template}.html", context, status=422 if form.errors else 200)
