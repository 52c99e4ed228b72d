# SPDX-License-Identifier: AGPL-3.0-or-later
"""From this service's rows to what the search index takes."""

from __future__ import annotations

from django.urls import reverse

from parvis.kernel.registry.extension_points.search import SearchDocument
from parvis.services.specimen.manifest import READ
from parvis.services.specimen.models import Case


def search_document(case: Case) -> SearchDocument:
    """A request, for the agents' search only: it is private."""
    return SearchDocument(
        kind="specimen",
        key=case.reference,
        title=case.reference,
        text=case.text,
        url=reverse("specimen_agents:case", args=[case.reference]),
        audience=f"agents:{READ}",
    )
