# SPDX-License-Identifier: AGPL-3.0-or-later
"""Signing in by a link: asking for it, and the page behind it, where one click signs in through allauth."""

from __future__ import annotations

from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from allauth.account import views as allauth_views
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.internal.flows.signup import send_unknown_account_mail
from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from parvis.kernel.accounts.models import Person, ProofLink
from parvis.kernel.accounts.proofs import ProofRefusedError, TooManyLinksError
from parvis.kernel.accounts.queries import person_by_email, proof_link_is_open
from parvis.kernel.accounts.requests import anonymous_actor
from parvis.kernel.accounts.sign_in_links import person_to_sign_in, send_sign_in_link, use_sign_in_link


class RequestLinkView(allauth_views.RequestLoginCodeView):
    """Where to send the link: the form of the code, hence its limits, and the same answer for any address."""

    template_name = "account/request_login_link.html"

    def form_valid(self, form: Any) -> HttpResponse:
        """Sends a link to whoever has an account, and word of how to make one to whoever has none."""
        address = form.cleaned_data["email"]
        person = person_by_email(address)
        if person is None or not person.is_active:
            send_unknown_account_mail(self.request, address)
        else:
            # Told apart, a limit that only accounts reach would tell who has one.
            with suppress(TooManyLinksError):
                actor = anonymous_actor(self.request, label=person.email)
                send_sign_in_link(actor, person=person, next_url=_next_path(self.request))
        return HttpResponseRedirect(reverse("account_login_link_sent"))


request_link = RequestLinkView.as_view()


def _next_path(request: HttpRequest) -> str:
    """The page asked for, when it is one of ours; else where everybody lands."""
    url = urlsplit(get_next_redirect_url(request) or "")
    path = f"{url.path}?{url.query}" if url.query else url.path
    ours = path.startswith("/") and not path.startswith(("//", "/\\")) and len(path) <= _NEXT_LENGTH
    return path if ours else str(settings.LOGIN_REDIRECT_URL)


_NEXT_LENGTH = ProofLink._meta.get_field("next_url").max_length or 0


@never_cache
@require_safe
def link_sent(request: HttpRequest) -> HttpResponse:
    """The same words whether the address has an account or not."""
    return render(request, "account/login_link_sent.html")


def sign_in_by_link(request: HttpRequest, link: ProofLink, token: str) -> HttpResponseBase:
    """One button for a GET, since mail scanners open links; the POST signs in.

    Any browser will do. A second factor is still asked for: the link stands for the password only.
    """
    if not proof_link_is_open(link) or person_to_sign_in(link) is None:
        return _closed(request, link)
    if request.method != "POST":
        return render(request, "account/confirm_login_link.html", {"link": link})
    try:
        person = use_sign_in_link(anonymous_actor(request, label=link.email), link=link, token=token)
    except ProofRefusedError:
        return _closed(request, link)
    return _closed(request, link) if person is None else _sign_in(request, person, link)


def _sign_in(request: HttpRequest, person: Person, link: ProofLink) -> HttpResponseBase:
    if request.user.is_authenticated:
        # Nothing of the one who sat here before may reach the next session.
        get_adapter().logout(request)
    record_authentication(request, person, method="link", email=link.email)
    # Whoever asked for no page arrives where they would with a password.
    asked = None if link.next_url == str(settings.LOGIN_REDIRECT_URL) else link.next_url
    answer: HttpResponseBase = perform_login(request, Login(user=person, redirect_url=asked, email=link.email))
    return answer


def _closed(request: HttpRequest, link: ProofLink) -> HttpResponse:
    return render(request, "account/login_link_closed.html", {"link": link}, status=410)
