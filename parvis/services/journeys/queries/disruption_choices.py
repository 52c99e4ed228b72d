# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an agent chooses from: the authority's lines, its stops by name, the territory on a map."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from parvis.kernel.audit.actors import Actor
from parvis.kernel.places.queries import territory_bounds
from parvis.services.journeys.adapters.answers import LineSeen
from parvis.services.journeys.adapters.network import current_network
from parvis.services.journeys.adapters.seen import stop_seen
from parvis.services.journeys.adapters.stop_names import stop_names
from parvis.services.journeys.adapters.subjects import lines_of, stop_entries
from parvis.services.journeys.queries.scope import feeds_of
from parvis.ui.maps import MapView

MOST_FOUND = 20


def line_choices(actor: Actor) -> list[LineSeen]:
    """The authority's lines in the network in force."""
    mapped = current_network()
    return lines_of(mapped, _own(actor)) if mapped else []


def stop_choices(actor: Actor, chosen: Iterable[str], words: str = "") -> list[tuple[str, str]]:
    """Stops as choices "timetable|stop": those chosen already, then the authority's own that answer to the words.

    A station and its platforms are one choice: the first of them stands for all.
    """
    mapped, own = current_network(), frozenset(_own(actor))
    if mapped is None:
        return []
    found: dict[str, str] = {}
    taken: set[tuple[str, str]] = set()
    keys = [tuple(value.partition("|")[::2]) for value in chosen]
    names = stop_names(mapped).matching(words.strip()[:80]) if words.strip() else []
    for number in [member for one in names for member in one.members]:
        seen = stop_seen(mapped.timetable, number)
        keys.append((seen.feed, seen.stop_id))
    for feed, stop_id in keys:
        entries = stop_entries(mapped, own, (feed, stop_id))
        if not entries or (feed, stop_id) in taken or len(found) >= MOST_FOUND + len(keys):
            continue
        taken |= {(one.feed, one.stop_id) for one in entries}
        found[f"{feed}|{stop_id}"] = entries[0].name
    return list(found.items())


def place_map() -> MapView:
    """The territory, to choose a place on."""
    bounds = territory_bounds()
    return MapView(
        label=_("Map to choose a place"),
        pick=True,
        bounds=(bounds.west, bounds.south, bounds.east, bounds.north) if bounds else None,
    )


def _own(actor: Actor) -> list[str]:
    return list(feeds_of(actor).filter(active=True).order_by("slug").values_list("slug", flat=True))
