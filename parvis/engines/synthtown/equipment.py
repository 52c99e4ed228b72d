# SPDX-License-Identifier: AGPL-3.0-or-later
"""Public equipment as points, where the building stands: town halls, churches, libraries, fire stations."""

import numpy as np
import shapely

from .buildings import Stock
from .odonyms import lexicon as words
from .odonyms.grammar import of_place
from .odonyms.streets import EQUIPMENT, Namer, Way
from .site import Site
from .spec import stream
from .town import Commune, Spot, Tags

TAGS: dict[str, Tags] = {
    "townhall": {"amenity": "townhall"},
    "church": {"amenity": "place_of_worship", "religion": "christian", "denomination": "catholic"},
    "library": {"amenity": "library"},
    "theatre": {"amenity": "theatre"},
    "market": {"amenity": "marketplace", "name": "Les Halles"},
    "nursery": {"amenity": "kindergarten"},
    "fire_station": {"amenity": "fire_station", "name": "Centre de secours"},
}
ZONE_SHOPS = (
    ("supermarket", "Supermarché"),
    ("doityourself", "Bricolage"),
    ("furniture", "Meubles"),
    ("sports", "Sports"),
    ("electronics", "Électroménager"),
    ("garden_centre", "Jardinerie"),
    ("car", "Garage"),
    ("shoes", "Chaussures"),
    ("clothes", "Vêtements"),
)


def equip(site: Site, stock: Stock, communes: list[Commune]) -> list[Spot]:
    """One point per public building, and a police station, a job centre and a social centre in the main town."""
    rng = stream(site.spec, "equipment spots")
    namer = Namer.seeded(rng)
    limits = shapely.STRtree([commune.limits for commune in communes])
    out = []
    for kind, tags in TAGS.items():
        for k in np.flatnonzero(stock.kind == kind).tolist():
            point = stock.outlines[k].centroid
            commune = communes[int(limits.nearest(point))]
            name = _name(kind, commune, namer, rng)
            out.append(Spot(point.x, point.y, tags | ({"name": name} if name else {})))
    return out + _counters(site, stock, rng) + _zone_shops(stock, rng)


def _name(kind: str, commune: Commune, namer: Namer, rng: np.random.Generator) -> str:
    if kind == "townhall":
        return f"Mairie {of_place(commune.name)}"
    if kind == "church":
        return f"Église Saint-{rng.choice(words.SAINTS)}"
    return namer.name(Way("houses", kind, 0.0, False)) if kind in EQUIPMENT else ""


def _zone_shops(stock: Stock, rng: np.random.Generator) -> list[Spot]:
    """A large shop in each building of the shopping zones; the first is a supermarket."""
    out = []
    for rank, k in enumerate(np.flatnonzero(stock.kind == "retail").tolist()):
        value, label = ZONE_SHOPS[0] if rank % 5 == 0 else ZONE_SHOPS[int(rng.integers(1, len(ZONE_SHOPS)))]
        point = stock.outlines[k].centroid
        out.append(Spot(point.x, point.y, {"shop": value, "name": f"{label} {rng.choice(words.SURNAMES)}"}))
    return out


def _counters(site: Site, stock: Stock, rng: np.random.Generator) -> list[Spot]:
    """Offices open to the public on the ground floor of ordinary buildings of the centre."""
    homes = np.flatnonzero(np.isin(stock.kind, ("grid", "faubourg")))
    wanted: list[Tags] = [
        {"amenity": "police", "name": "Commissariat"},
        {"office": "employment_agency", "name": "Agence pour l’emploi"},
        {"amenity": "social_facility", "name": "Centre communal d’action sociale"},
        {"amenity": "community_centre", "name": "Maison des associations"},
        {"amenity": "courthouse", "name": "Tribunal"},
        {"tourism": "information", "information": "office", "name": "Office de tourisme"},
    ]
    chosen = rng.permutation(homes)[: len(wanted)].tolist()
    places = [stock.outlines[k].centroid for k in chosen]
    return [Spot(p.x, p.y, tags) for p, tags in zip(places, wanted, strict=False)]
