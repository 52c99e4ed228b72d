# SPDX-License-Identifier: AGPL-3.0-or-later
"""The home page: “De quoi avez-vous besoin ?”, answered by search, then by needs."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def home(request: HttpRequest) -> HttpResponse:
    """The portal's first page."""
    return render(request, "project/home.html")
