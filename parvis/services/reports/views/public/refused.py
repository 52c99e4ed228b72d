# SPDX-License-Identifier: AGPL-3.0-or-later
"""A page of the form whose answer was refused: shown again by a redirect, so that “Back” and “Reload” send nothing.

What was typed waits in the draft; the page says again what is wrong with it until it is answered well.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponseRedirect, QueryDict

from parvis.kernel.audit.refusals import Refused
from parvis.services.reports.views.public.drafts import Step, Writing, save

_KEY = "refused"
_SEE_OTHER = 303
_MOST_VALUES = 50


def answered(request: HttpRequest, writing: Writing, here: Step) -> QueryDict | None:
    """What this page is answered with: what is sent now or what was refused before; None while it is only shown."""
    if request.method == "POST":
        return request.POST
    kept = _kept(request, writing, here)
    if kept is None:
        return None
    answer = QueryDict(mutable=True)
    for name, values in kept["typed"].items():
        answer.setlist(name, values)
    return answer


def said_before(request: HttpRequest, writing: Writing, here: Step) -> list[str]:
    """What was wrong and cannot be found again from what was typed: a photo, a report that was not taken."""
    kept = None if request.method == "POST" else _kept(request, writing, here)
    return list(kept["said"]) if kept is not None else []


def refuse(
    request: HttpRequest, writing: Writing, here: Step, form: forms.Form, *, said: Sequence[str] = ()
) -> HttpResponseRedirect | None:
    """Keeps what was typed and sends back to the page; None when it cannot be kept, and must be shown at once."""
    typed = {name: request.POST.getlist(name)[:_MOST_VALUES] for name in form.fields if name in request.POST}
    if any("\0" in value for values in typed.values() for value in values):
        return None  # no JSON of the database holds it
    path = request.get_full_path()
    writing.data[_KEY] = {"path": path, "step": here.value, "typed": typed, "said": list(said)}
    try:
        save(request, writing)
    except Refused:  # more than a draft holds
        return None
    return HttpResponseRedirect(path, status=_SEE_OTHER)


def forget_refused(writing: Writing) -> None:
    """A page was answered well: nothing is wrong any more."""
    writing.data.pop(_KEY, None)


def _kept(request: HttpRequest, writing: Writing, here: Step) -> dict[str, Any] | None:
    kept: dict[str, Any] | None = writing.data.get(_KEY)
    fits = kept is not None and kept["step"] == here.value and kept["path"] == request.get_full_path()
    return kept if fits else None
