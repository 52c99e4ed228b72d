# SPDX-License-Identifier: AGPL-3.0-or-later
"""The page behind a proof link: a GET shows a button, the POST uses the link up."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from parvis.kernel.accounts.proofs import ProofRefusedError, use_proof
from parvis.kernel.accounts.queries import proof_link, proof_link_is_open
from parvis.kernel.accounts.requests import anonymous_actor
from parvis.kernel.accounts.sign_in_links import PURPOSE as SIGN_IN
from parvis.kernel.accounts.views.sign_in_link import sign_in_by_link


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def proof(request: HttpRequest, token: str) -> HttpResponseBase:
    """Asks for one click; tells kindly when the link has been used or is too old."""
    link = proof_link(token)
    if link is not None and link.purpose == SIGN_IN:
        return sign_in_by_link(request, link, token)
    if link is None or not proof_link_is_open(link):
        return render(request, "accounts/proof_closed.html", {"link": link}, status=404 if link is None else 410)
    if request.method != "POST":
        return render(request, "accounts/proof.html", {"link": link})
    try:
        url = use_proof(anonymous_actor(request, label=link.email), token=token)
    except ProofRefusedError:
        return render(request, "accounts/proof_closed.html", {"link": link}, status=410)
    return HttpResponseRedirect(url)
