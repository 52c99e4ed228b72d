# SPDX-License-Identifier: AGPL-3.0-or-later
"""A brake on whoever asks too fast, before any computing."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from parvis.kernel.organisations.actors import address_hash_of
from parvis.services.journeys.limits import BRAKE


def braked(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answers 429 to a caller who has used up what the brake allows."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if BRAKE.allows(address_hash_of(request)):
            return view(request, *args, **kwargs)
        answer = render(request, "429.html", status=429)
        answer["Retry-After"] = "5"
        answer["Cache-Control"] = "no-store"
        return answer

    return guarded
