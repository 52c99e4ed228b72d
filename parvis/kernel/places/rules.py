# SPDX-License-Identifier: AGPL-3.0-or-later
"""Kinds of places, how people call them, and how much each weighs in a search. No ORM."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class PlaceKind:
    """A kind of place: its label, the French words that find it, its weight (0 to 6), whether it helps to say where."""

    label: str | Promise
    words: str
    weight: float
    landmark: bool = False


PLACE_KINDS: dict[str, PlaceKind] = {
    "townhall": PlaceKind(_("Town hall"), "mairie hotel de ville", 6, landmark=True),
    "station": PlaceKind(_("Railway station"), "gare sncf train", 6, landmark=True),
    "hospital": PlaceKind(_("Hospital"), "hopital urgences", 5, landmark=True),
    "school": PlaceKind(_("School"), "ecole groupe scolaire", 4, landmark=True),
    "college": PlaceKind(_("Secondary school"), "college lycee", 4, landmark=True),
    "kindergarten": PlaceKind(_("Nursery"), "creche maternelle", 3),
    "university": PlaceKind(_("University"), "universite faculte", 4, landmark=True),
    "library": PlaceKind(_("Library"), "bibliotheque mediatheque", 4, landmark=True),
    "post_office": PlaceKind(_("Post office"), "poste bureau de poste", 4, landmark=True),
    "police": PlaceKind(_("Police"), "police commissariat gendarmerie", 4, landmark=True),
    "fire_station": PlaceKind(_("Fire station"), "pompiers caserne", 4, landmark=True),
    "pharmacy": PlaceKind(_("Pharmacy"), "pharmacie", 3),
    "doctors": PlaceKind(_("Doctor"), "medecin cabinet medical", 2),
    "place_of_worship": PlaceKind(_("Place of worship"), "eglise chapelle temple mosquee synagogue", 3, landmark=True),
    "theatre": PlaceKind(_("Theatre"), "theatre", 4, landmark=True),
    "cinema": PlaceKind(_("Cinema"), "cinema", 4, landmark=True),
    "museum": PlaceKind(_("Museum"), "musee", 4, landmark=True),
    "arts_centre": PlaceKind(_("Arts centre"), "centre culturel", 3, landmark=True),
    "community_centre": PlaceKind(_("Community centre"), "salle des fetes centre social maison", 3, landmark=True),
    "marketplace": PlaceKind(_("Market"), "marche halle", 4, landmark=True),
    "supermarket": PlaceKind(_("Supermarket"), "supermarche", 2),
    "sports_centre": PlaceKind(_("Sports centre"), "gymnase salle de sport", 3, landmark=True),
    "stadium": PlaceKind(_("Stadium"), "stade", 4, landmark=True),
    "swimming_pool": PlaceKind(_("Swimming pool"), "piscine", 4, landmark=True),
    "park": PlaceKind(_("Park"), "parc jardin", 3, landmark=True),
    "playground": PlaceKind(_("Playground"), "aire de jeux", 2),
    "cemetery": PlaceKind(_("Cemetery"), "cimetiere", 3, landmark=True),
    "castle": PlaceKind(_("Castle"), "chateau", 4, landmark=True),
    "monument": PlaceKind(_("Monument"), "monument", 2, landmark=True),
    "bridge": PlaceKind(_("Bridge"), "pont", 3, landmark=True),
    "bus_station": PlaceKind(_("Bus station"), "gare routiere", 4, landmark=True),
    "bus_stop": PlaceKind(_("Bus stop"), "arret de bus", 1),
    "parking": PlaceKind(_("Car park"), "parking stationnement", 2),
    "recycling_centre": PlaceKind(_("Recycling centre"), "decheterie", 4, landmark=True),
    "toilets": PlaceKind(_("Public toilets"), "toilettes publiques wc", 2),
    "hamlet": PlaceKind(_("Hamlet"), "hameau lieu dit", 2, landmark=True),
    "place": PlaceKind(_("Place"), "", 1),
}

OTHER = PLACE_KINDS["place"]


def place_kind(code: str) -> PlaceKind:
    """The kind of a code; a code that we do not know is a plain place."""
    return PLACE_KINDS.get(code, OTHER)


# OpenStreetMap tag -> our kind; the first that fits, in this order.
OSM_KINDS: tuple[tuple[str, str, str], ...] = (
    ("amenity", "townhall", "townhall"),
    ("railway", "station", "station"),
    ("railway", "halt", "station"),
    ("amenity", "hospital", "hospital"),
    ("amenity", "school", "school"),
    ("amenity", "college", "college"),
    ("amenity", "kindergarten", "kindergarten"),
    ("amenity", "university", "university"),
    ("amenity", "library", "library"),
    ("amenity", "post_office", "post_office"),
    ("amenity", "police", "police"),
    ("amenity", "fire_station", "fire_station"),
    ("amenity", "pharmacy", "pharmacy"),
    ("amenity", "doctors", "doctors"),
    ("amenity", "clinic", "doctors"),
    ("amenity", "place_of_worship", "place_of_worship"),
    ("amenity", "theatre", "theatre"),
    ("amenity", "cinema", "cinema"),
    ("tourism", "museum", "museum"),
    ("amenity", "arts_centre", "arts_centre"),
    ("amenity", "community_centre", "community_centre"),
    ("amenity", "social_facility", "community_centre"),
    ("amenity", "marketplace", "marketplace"),
    ("shop", "supermarket", "supermarket"),
    ("leisure", "sports_centre", "sports_centre"),
    ("leisure", "stadium", "stadium"),
    ("leisure", "swimming_pool", "swimming_pool"),
    ("leisure", "park", "park"),
    ("leisure", "garden", "park"),
    ("leisure", "playground", "playground"),
    ("landuse", "cemetery", "cemetery"),
    ("amenity", "grave_yard", "cemetery"),
    ("historic", "castle", "castle"),
    ("historic", "monument", "monument"),
    ("man_made", "bridge", "bridge"),
    ("amenity", "bus_station", "bus_station"),
    ("highway", "bus_stop", "bus_stop"),
    ("amenity", "parking", "parking"),
    ("amenity", "recycling", "recycling_centre"),
    ("amenity", "toilets", "toilets"),
    ("place", "hamlet", "hamlet"),
    ("place", "locality", "hamlet"),
)


def kind_of_tags(tags: Mapping[str, str]) -> str | None:
    """The kind of place of an OpenStreetMap object; None for what is no place to look for.

    A recycling point is a place only where it is a whole centre; a settlement (town, village) is a
    commune or a neighbourhood, not a place.
    """
    if tags.get("amenity") == "recycling" and tags.get("recycling_type") != "centre":
        return None
    found = next((kind for key, value, kind in OSM_KINDS if tags.get(key) == value), None)
    if found or tags.get("place"):
        return found
    named = any(tags.get(key) for key in ("amenity", "shop", "tourism", "office", "leisure", "historic"))
    return "place" if named and tags.get("name") else None
