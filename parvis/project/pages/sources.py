# SPDX-License-Identifier: AGPL-3.0-or-later
"""The table of the pages, and how the search finds them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from parvis.kernel.registry.extension_points.search import SearchDocument


@dataclass(frozen=True)
class Page:
    """A page: URL name, path, title, what it says in one sentence, words by which people look for it."""

    name: str
    path: str
    title: Promise
    lead: Promise
    keywords: Promise


ALL = (
    Page(
        "contact",
        "contact/",
        _("Contact"),
        _("By telephone, by e-mail or at the town hall: somebody answers you."),
        _("town hall telephone address opening hours help write counter"),
    ),
    Page(
        "accessibility",
        "accessibilite/",
        _("Accessibility statement"),
        _("Everyone must be able to use this site. Here is where we stand, and what to do if something stops you."),
        _("disability screen reader RGAA blind deaf keyboard"),
    ),
    Page(
        "privacy",
        "confidentialite/",
        _("Your personal data"),
        _("What we keep about you, why, for how long, and how to see it or have it deleted."),
        _("GDPR cookies privacy delete account data protection"),
    ),
    Page(
        "legal-notice",
        "mentions-legales/",
        _("Legal notice"),
        _("Who publishes this site and who hosts it."),
        _("publisher host licence copyright terms"),
    ),
    Page(
        "site-map",
        "plan-du-site/",
        _("Site map"),
        _("All services and pages, on one page."),
        _("index list services pages"),
    ),
)


class Pages:
    """Search source: one document per page and language."""

    kind = "page"
    title = _("Pages")
    icon = "file-text"

    def documents(self) -> Iterator[SearchDocument]:
        """All pages of the table."""
        for language, _name in settings.LANGUAGES:
            with override(language):
                found = [_document(page, language) for page in ALL]
            yield from found


def _document(page: Page, language: str) -> SearchDocument:
    return SearchDocument(
        kind=Pages.kind,
        key=page.name,
        title=str(page.title),
        text=str(page.lead),
        keywords=str(page.keywords),
        url=reverse(f"project:{page.name}"),
        language=language,
        weight=2.0,
    )


PAGES = Pages()
