# SPDX-License-Identifier: AGPL-3.0-or-later
"""What travellers call a network."""

from __future__ import annotations

from collections.abc import Iterable

from parvis.services.journeys.models import Feed


def network_names(slugs: Iterable[str]) -> dict[str, str]:
    """The title of each timetable by its public short name; one that is gone is called by the latter."""
    wanted = set(slugs)
    if not wanted:
        return {}
    known = dict(Feed.objects.filter(slug__in=wanted).values_list("slug", "title"))
    return {slug: known.get(slug, slug) for slug in wanted}
