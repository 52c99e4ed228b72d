# SPDX-License-Identifier: AGPL-3.0-or-later
"""The home page: “De quoi avez-vous besoin ?”, answered by search, then by needs."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from parvis.kernel.registry import contributions, open_services
from parvis.kernel.registry.extension_points.home_highlights import Highlight
from parvis.kernel.registry.manifest import Link, Manifest, Need, Text

MOST_HIGHLIGHTS = 4
MOST_SHORTCUTS = 4


@dataclass(frozen=True)
class Act:
    """Something that a person can do now."""

    title: Text
    text: Text
    url: str
    icon: str
    main: bool = False


@dataclass(frozen=True)
class NeedBlock:
    """A need of the home page with the acts of the open services that answer it."""

    need: Need
    title: Text
    icon: str
    acts: tuple[Act, ...]


NEED_TITLES: dict[Need, tuple[Text, str]] = {
    Need.GET_AROUND: (_("Getting around"), "bus"),
    Need.REPORT: (_("Reporting a problem"), "megaphone"),
    Need.PROCEDURES: (_("My procedures"), "file-check"),
    Need.SHOP: (_("Buying locally"), "shopping-basket"),
    Need.CULTURE: (_("Culture and reading"), "book-open"),
    Need.LEARN: (_("Learning"), "graduation-cap"),
    Need.LIVING: (_("My living environment"), "trees"),
    Need.WORK: (_("Working"), "briefcase"),
}


def acts_of(manifest: Manifest) -> tuple[Act, ...]:
    """The public acts of a service, the main one first; links whose page is not there are left out."""
    found = (_act(manifest, link) for link in sorted(manifest.public_navigation, key=lambda link: not link.main))
    return tuple(act for act in found if act)


def _act(manifest: Manifest, link: Link) -> Act | None:
    try:
        url = reverse(link.route)
    except NoReverseMatch:
        return None
    return Act(link.title, link.text or (manifest.description if link.main else ""), url, link.icon, link.main)


def needs() -> list[NeedBlock]:
    """The needs that an open service answers, in the order of `Need`."""
    services = open_services()
    blocks = []
    for need, (title, icon) in NEED_TITLES.items():
        acts = tuple(act for manifest in services if manifest.need is need for act in acts_of(manifest))
        if acts:
            blocks.append(NeedBlock(need, title, icon, acts))
    return blocks


def highlights() -> list[Highlight]:
    """The first figures that the open services contribute."""
    found = [highlight for source in contributions("home_highlights") for highlight in source.highlights()]
    return found[:MOST_HIGHLIGHTS]


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The portal's first page."""
    blocks = needs()
    shortcuts = [act for block in blocks for act in block.acts if act.main][:MOST_SHORTCUTS]
    context = {"needs": blocks, "shortcuts": shortcuts, "highlights": highlights()}
    return render(request, "project/home.html", context)
