# SPDX-License-Identifier: AGPL-3.0-or-later
"""What stops are called after: a landmark nearby, else the street, as French networks do."""

import re
from dataclasses import dataclass

import shapely

from parvis.engines.synthtown.odonyms.grammar import APOSTROPHE, sentence_case
from parvis.engines.synthtown.town import Town

STREET_KINDS = (
    "Rue|Avenue|Boulevard|Impasse|Allée|Cour|Chemin|Place|Quai|Clos|Passage|Venelle|Ruelle|Route|Voie Communale"
)
STREET = re.compile(rf"^(?:{STREET_KINDS}) (?:(des|du|de la|de l{APOSTROPHE}|de|d{APOSTROPHE}) ?)?(.+)$")
REACH = {
    "station": 170.0,
    "hospital": 260.0,
    "college": 210.0,
    "townhall": 130.0,
    "market": 110.0,
    "theatre": 110.0,
    "library": 110.0,
    "sports": 190.0,
    "retail": 190.0,
    "industry": 190.0,
    "school": 110.0,
    "church": 90.0,
    "fire_station": 120.0,
    "cemetery": 130.0,
    "quarter": 170.0,
    "hamlet": 260.0,
}
PLAIN = {
    "townhall": "Mairie",
    "market": "Halles",
    "cemetery": "Cimetière",
    "fire_station": "Centre de secours",
    "retail": "Zone commerciale",
    "industry": "Zone d’activités",
    "theatre": "Théâtre",
    "library": "Médiathèque",
    "church": "Église",
}
MISLEADING = {*PLAIN.values(), "Gare", "École", "Place", "Lycée"}


@dataclass(frozen=True, slots=True)
class Landmark:
    """Something that everybody knows; ``rank`` is small for what names a stop first."""

    name: str
    kind: str
    x: float
    y: float
    rank: int


def find_landmarks(town: Town) -> tuple[Landmark, ...]:
    """All landmarks, by rank."""
    ranks = {kind: rank for rank, kind in enumerate(REACH)}
    found = [Landmark("Gare", "station", s.x, s.y, 0) for s in town.spots if s.tags.get("railway") == "station"]
    for k, kind in enumerate(town.buildings.kind.tolist()):
        if kind in PLAIN:
            centre = town.buildings.outlines[k].centroid
            found.append(Landmark(PLAIN[kind], kind, centre.x, centre.y, ranks[kind]))
    for area in town.areas:
        kind = _kind_of_land(area.tags)
        if kind:
            x, y = shapely.get_coordinates(area.outline.centroid)[0].tolist()
            name = "Hôpital" if kind == "hospital" else area.tags["name"]
            found.append(Landmark(name, kind, x, y, ranks[kind]))
    for quarter in town.neighbourhoods:
        if quarter.name != "Le Bourg":
            x, y = quarter.heart.tolist()
            found.append(Landmark(quarter.name, "quarter", x, y, ranks["quarter"]))
    for hamlet in town.hamlets:
        x, y = hamlet.centre.tolist()
        found.append(Landmark(hamlet.name, "hamlet", x, y, ranks["hamlet"]))
    return tuple(sorted(found, key=lambda mark: (mark.rank, mark.x, mark.y)))


def _kind_of_land(tags: dict[str, str]) -> str:
    if "name" not in tags:
        return ""
    if tags.get("amenity") == "school":
        return "college" if "isced:level" in tags else "school"
    if tags.get("amenity") == "hospital":
        return "hospital"
    return "sports" if tags.get("leisure") == "sports_centre" else ""


def street_stop_name(street: str) -> str:
    """« Rue des Acacias » gives « Les Acacias », « Route de Corvigny » stays."""
    found = STREET.match(street)
    if found is None or street.startswith(("Route", "Voie")):
        return street
    article, rest = found.groups()
    if rest in MISLEADING:
        return street
    if article == "des":
        return f"Les {rest}"
    return sentence_case(rest.replace("-", " ") if rest[:1].isdigit() else rest)


def short_place(name: str) -> str:
    """« Fontvigny » of « Fontvigny-sur-Arlonne », « Saint-Priest » of « Saint-Priest-les-Mines »."""
    return re.split(r"-(?:sur|le|la|les|en|aux|sous)-", name)[0]
