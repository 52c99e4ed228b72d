# SPDX-License-Identifier: AGPL-3.0-or-later
"""The datasets as findable things."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from parvis.kernel.open_data.datasets import Published, all_published
from parvis.kernel.open_data.manifest import MANIFEST
from parvis.kernel.registry.extension_points.search import SearchDocument


class DatasetDocuments:
    """Search source: the catalogue, and one document per dataset, in each language."""

    kind = "dataset"
    title = _("Open data")
    icon = "database"

    def documents(self) -> Iterator[SearchDocument]:
        """All datasets on offer."""
        for language, _name in settings.LANGUAGES:
            with override(language):
                found = [_catalogue(language), *(_document(one, language) for one in all_published())]
            yield from found


def _catalogue(language: str) -> SearchDocument:
    return SearchDocument(
        kind=DatasetDocuments.kind,
        key="catalogue",
        title=str(MANIFEST.title),
        text=str(MANIFEST.description),
        url=reverse("open_data:catalogue"),
        language=language,
        weight=2.0,
    )


def _document(one: Published, language: str) -> SearchDocument:
    return SearchDocument(
        kind=DatasetDocuments.kind,
        key=one.slug,
        title=str(one.dataset.title),
        text=str(one.dataset.description),
        keywords=" ".join(str(keyword) for keyword in one.dataset.keywords),
        url=reverse("open_data:dataset", args=[one.slug]),
        language=language,
    )


DATASETS = DatasetDocuments()
