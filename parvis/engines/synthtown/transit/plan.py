# SPDX-License-Identifier: AGPL-3.0-or-later
"""The thirteen authorities: who they are, what they run, from when until when."""

import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta

import numpy as np

from parvis.engines.synthtown.odonyms.grammar import FEMININE, of, of_place, plain
from parvis.engines.synthtown.town import Town

from .beyond import Horizon, look_around
from .calendars import Season
from .coaches import department_feed, neighbour_region_feed, on_demand_feed, region_feed
from .ground import Ground, survey
from .landmarks import short_place
from .local import business_feed, neighbour_feed, school_feed, tourism_feed
from .model import Authority, Feed
from .rail import rail_feed
from .river import ferry_feed
from .urban import urban_feed

USUAL_DAYS = 304
NEIGHBOURS = 3
PHONE = "+33 4 65 71"
CITY, METROPOLIS = 50_000, 400_000
Card = tuple[str, str, str, str, Sequence[int], int, Callable[[Season], Feed]]


def plan(town: Town, start: date, progress: Callable[[float], None] | None = None) -> tuple[Authority, ...]:
    """The authorities of ``town`` with timetables that hold from ``start`` for about ten months.

    The same town and date give the same plan. ``progress`` is called with the share done.
    """
    ground = survey(town)
    horizon = look_around(ground)
    out = []
    cards = _cards(ground, horizon)
    for rank, (slug, name, short, kind, communes, days, feed) in enumerate(cards):
        if progress:
            progress(rank / len(cards))
        season = Season(start, start + timedelta(days=days - 1))
        insee = tuple(town.communes[k].insee for k in communes)
        out.append(_authority(slug, name, short, kind, insee, rank, feed(season)))
    return tuple(out)


def _authority(slug: str, name: str, short: str, kind: str, insee: tuple[str, ...], rank: int, feed: Feed) -> Authority:
    host = f"{slug}.example.org"
    return Authority(
        slug,
        name,
        short,
        kind,
        insee,
        f"https://{host}/contact",
        f"{PHONE} {10 + rank:02d} 00",
        f"bonjour@{host}",
        feed,
    )


def territories(ground: Ground) -> tuple[list[int], list[list[int]]]:
    """Communes of the agglomeration, the nearest half, and those of its three neighbours, side by side."""
    communes = ground.town.communes
    order = sorted(range(1, len(communes)), key=lambda k: float(np.hypot(*communes[k].centre)))
    inner = max(1, len(order) - max(NEIGHBOURS, len(order) // 2))
    outer = sorted(order[inner:], key=lambda k: float(np.arctan2(*communes[k].centre[::-1])))
    groups = [[int(k) for k in part] for part in np.array_split(np.array(outer), NEIGHBOURS)]
    return [0, *order[:inner]], groups


def _cards(ground: Ground, horizon: Horizon) -> list[Card]:
    """Slug, name, short name, kind, communes, days of validity and timetable of each."""
    town = ground.town
    inner, neighbours = territories(ground)
    everywhere = list(range(len(town.communes)))
    outer = [k for group in neighbours for k in group]
    stem, river, valley = short_place(town.name), town.river, of(FEMININE, town.river)
    cards: list[Card] = [
        ("agglomeration", _agglomeration(ground, inner), f"{stem} Bus", "urban", inner, USUAL_DAYS,
         lambda season: urban_feed(ground, season, inner)),
        ("a-la-demande", f"Syndicat mixte de la vallée {valley}", f"{river} à la demande", "on_demand", outer, 300,
         lambda season: on_demand_feed(ground, season, outer)),
        ("trains-regionaux", f"Région Val {valley} – trains", "Trains régionaux", "rail", everywhere, 330,
         lambda season: rail_feed(ground, season, horizon)),
        ("cars-regionaux", f"Région Val {valley} – cars", "Cars régionaux", "coach", everywhere, USUAL_DAYS,
         lambda season: region_feed(ground, season, horizon)),
        ("cars-departement", f"Département {valley}", f"Cars {valley}", "coach", everywhere, USUAL_DAYS,
         lambda season: department_feed(ground, season)),
    ]  # fmt: skip
    cards += [_neighbour_card(ground, rank, group) for rank, group in enumerate(neighbours)]
    cards += [
        ("transport-scolaire", f"Syndicat intercommunal de transport scolaire {of_place(stem)}", "Cars scolaires",
         "school", outer, 290, lambda season: school_feed(ground, season, outer)),
        ("region-voisine", f"Région Val {of(FEMININE, horizon.river)}", f"Cars Val {of(FEMININE, horizon.river)}",
         "coach", [0], USUAL_DAYS, lambda season: neighbour_region_feed(ground, season, horizon)),
        ("bac", f"Régie du bac {valley}", f"Bac {valley}", "ferry", [0], 330,
         lambda season: ferry_feed(ground, season)),
        ("parcs-activites", f"Syndicat mixte des parcs d’activités {of_place(stem)}", "Navettes Activités", "shuttle",
         inner, 280, lambda season: business_feed(ground, season)),
        ("decouverte", f"Syndicat touristique de la vallée {valley}", "Navettes Découverte", "tourism", outer,
         USUAL_DAYS, lambda season: tourism_feed(ground, season, outer)),
    ]  # fmt: skip
    return cards


def _neighbour_card(ground: Ground, rank: int, communes: Sequence[int]) -> Card:
    chief = max(communes, key=lambda k: ground.town.communes[k].population)
    name = ground.town.communes[chief].name
    prefix = "KLM"[rank]
    return (
        f"pays-{_slug(name)}", f"Communauté de communes du Pays {of_place(name)}",
        f"Lignes {of_place(short_place(name))}",
        "local", communes, USUAL_DAYS, lambda season: neighbour_feed(ground, season, prefix, communes),
    )  # fmt: skip


def _agglomeration(ground: Ground, communes: Sequence[int]) -> str:
    people = sum(ground.town.communes[k].population for k in communes)
    stem = short_place(ground.town.name)
    if people >= METROPOLIS:
        return f"Métropole {of_place(stem)}"
    return f"Communauté {'d’agglomération' if people >= CITY else 'de communes'} {of_place(stem)}"


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", plain(name).replace("œ", "oe")).strip("-")
