# SPDX-License-Identifier: AGPL-3.0-or-later
"""What residents keep of the journeys. Nothing of it goes to the journal of acts: it is nobody's business."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from parvis.kernel.audit.actors import Actor
from parvis.kernel.audit.refusals import NotAllowed, refuse
from parvis.services.journeys.models import Favourite, FavouriteKind

MOST_FAVOURITES = 40


@dataclass(frozen=True, kw_only=True)
class FavouriteGiven:
    """A place (`label`, `address`, `lon`, `lat`), or a stop or line (`label`, `feed`, `key`)."""

    kind: str
    label: str
    feed: str = ""
    key: str = ""
    address: str = ""
    lon: float | None = None
    lat: float | None = None


def keep_favourite(actor: Actor, given: FavouriteGiven) -> Favourite:
    """Keeps it for the actor; what is kept already takes the new name and place.

    Raises:
        NotAllowed: nobody has signed in.
        Refused: something is missing, or there are too many.
    """
    if actor.person is None:
        raise NotAllowed("favourite")
    label, kind = given.label.strip()[:120], given.kind
    if not label or kind not in FavouriteKind.values:
        raise refuse("label", _("Give it a name."))
    placed = kind == FavouriteKind.PLACE
    if placed and not _on_earth(given.lon, given.lat):
        raise refuse("address", _("Choose the address in the list."))
    if not placed and not (given.feed and given.key):
        raise refuse("label", _("We do not know this stop or this line."))
    with transaction.atomic():
        key = {"person": actor.person, "kind": kind, "feed": "" if placed else given.feed[:40]}
        key["key"] = label if placed else given.key[:200]
        known = Favourite.objects.filter(person=actor.person)
        if known.count() >= MOST_FAVOURITES and not known.filter(**key).exists():
            raise refuse("label", _("You keep {number} already: take one out first.").format(number=MOST_FAVOURITES))
        values: dict[str, Any] = {"label": label, "address": given.address.strip()[:200]}
        values |= {"lon": given.lon, "lat": given.lat} if placed else {}
        row, _new = Favourite.objects.update_or_create(**key, defaults=values)
    return row


def drop_favourite(actor: Actor, *, kind: str, feed: str, key: str) -> bool:
    """Takes it out; False where the actor keeps none of that name."""
    if actor.person is None:
        raise NotAllowed("favourite")
    gone, _kinds = Favourite.objects.filter(person=actor.person, kind=kind, feed=feed, key=key).delete()
    return gone > 0


def erase_favourites(person: Any) -> int:
    """Deletes all that a person keeps; returns how many."""
    gone, _kinds = Favourite.objects.filter(person=person).delete()
    return gone


def _on_earth(lon: float | None, lat: float | None) -> bool:
    return lon is not None and lat is not None and math.isfinite(lon + lat) and abs(lon) <= 180 and abs(lat) <= 90
