# SPDX-License-Identifier: AGPL-3.0-or-later
"""The services themselves as findable things: their title, their description and each act that they offer."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from parvis.kernel.registry import open_services
from parvis.kernel.registry.extension_points.search import SearchDocument
from parvis.kernel.registry.manifest import Link, Manifest

SERVICE_WEIGHT = 4.0
"""Who types the name of a service wants the service before anything that mentions it."""


class Services:
    """Search source: one document per public act of an open service, in each language."""

    kind = "service"
    title = _("Services")
    icon = "layout-grid"

    def documents(self) -> Iterator[SearchDocument]:
        """All acts of the open services."""
        for language, _name in settings.LANGUAGES:
            with override(language):
                found = [
                    _document(manifest, link, url, language)
                    for manifest in open_services()
                    for link in manifest.public_navigation
                    if (url := _url(link))
                ]
            yield from found


def _url(link: Link) -> str:
    try:
        return reverse(link.route)
    except NoReverseMatch:
        return ""


def _document(manifest: Manifest, link: Link, url: str, language: str) -> SearchDocument:
    return SearchDocument(
        kind=Services.kind,
        key=f"{manifest.slug}:{link.route}",
        title=str(link.title),
        text=f"{link.text} {manifest.description}".strip(),
        keywords=str(manifest.title),
        url=url,
        audience=f"service:{manifest.slug}",
        language=language,
        weight=SERVICE_WEIGHT,
    )


SERVICES = Services()
