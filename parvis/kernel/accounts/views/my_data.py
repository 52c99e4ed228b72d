# SPDX-License-Identifier: AGPL-3.0-or-later
"""My data: take it away, or have it erased."""

from __future__ import annotations

import tempfile

from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from parvis.kernel.accounts.forms.erasure import ErasureForm
from parvis.kernel.accounts.personal_data import erase_person, write_export
from parvis.kernel.accounts.reauthentication import fresh_proof_required
from parvis.kernel.accounts.requests import person_actor
from parvis.kernel.registry import manifests
from parvis.kernel.registry.extension_points.personal_data import ErasureRefusedError

IN_MEMORY = 8_000_000


@login_required
def my_data(request: HttpRequest) -> HttpResponse:
    """What can be done, and what each does."""
    return render(request, "accounts/my_data.html")


@never_cache
@require_POST
@login_required
@fresh_proof_required
def download(request: HttpRequest) -> FileResponse:
    """All my data as one ZIP file."""
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the response closes it
    actor = person_actor(request)
    write_export(actor, person=actor.person, into=file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"mes-donnees-{timezone.localdate():%Y-%m-%d}.zip")


@never_cache
@login_required
@fresh_proof_required
def erase(request: HttpRequest) -> HttpResponse:
    """Asks for the confirmation; erases; says what was kept and why."""
    actor = person_actor(request)
    form = ErasureForm(request.POST or None, email=actor.person.email)
    if request.method != "POST" or not form.is_valid():
        return render(request, "accounts/erase.html", {"form": form}, status=422 if form.errors else 200)
    try:
        done = erase_person(actor, person=actor.person)
    except ErasureRefusedError as error:
        return render(request, "accounts/erase.html", {"form": form, "refusal": str(error)}, status=409)
    logout(request)
    titles = {manifest.slug: manifest.title for manifest in manifests(include_closed=True)}
    rows = [{"title": titles.get(each.slug, each.slug), "erasure": each.erasure} for each in done]
    return render(request, "accounts/erased.html", {"rows": rows})
