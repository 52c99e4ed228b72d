# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who fills the index: the apps' contributions, and the pages of the project itself."""

from __future__ import annotations

from django.conf import settings

from parvis.kernel.registry import contributions
from parvis.kernel.registry.catalogue import load
from parvis.kernel.registry.extension_points.search import SearchSource


def sources() -> list[SearchSource]:
    """The sources of the kernel, of the open services, and those that `settings.SEARCH_SOURCES` names."""
    own = [load(path) for path in getattr(settings, "SEARCH_SOURCES", ())]
    return [*own, *contributions("search")]
