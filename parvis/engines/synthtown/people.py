# SPDX-License-Identifier: AGPL-3.0-or-later
"""Residents: households in homes, ages, work and school places, how and when they leave.

Orders of magnitude follow the French census (INSEE, recensement de la population 2021): household sizes,
age classes, share in employment, and the mode of travel to work by distance.
"""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from .buildings import Stock
from .network import Index
from .numbering import Addresses
from .shapes import Points
from .site import Site
from .spec import stream

NOWHERE = -1
MODES = ("none", "walk", "bicycle", "bus", "car", "carpool")
HOUSEHOLD_SIZES = np.array([0.37, 0.33, 0.13, 0.11, 0.045, 0.015])
JOBS_BY_KIND = {
    "medieval": 1.6,
    "grid": 1.3,
    "faubourg": 0.6,
    "industry": 45.0,
    "retail": 32.0,
    "hospital": 600.0,
    "school": 16.0,
    "college": 60.0,
    "townhall": 60.0,
    "market": 12.0,
    "theatre": 14.0,
    "library": 8.0,
    "village": 0.35,
    "fire_station": 25.0,
}
CANDIDATE_JOBS = 6


@dataclass(frozen=True, slots=True)
class People:
    """One row per person. ``home``: address index; ``household``: id; ``age``: years; ``work``, ``school``:
    building index or NOWHERE; ``mode``: index in MODES; ``depart_s``: seconds after midnight, -1 without commute."""

    home: Index
    household: Index
    age: Index
    work: Index
    school: Index
    mode: Index
    depart_s: Index
    home_xy: Points
    work_xy: Points
    school_xy: Points


def settle(site: Site, stock: Stock, addresses: Addresses) -> People:
    """Exactly ``spec.population`` people, with a home each."""
    rng = stream(site.spec, "people")
    sizes = _household_sizes(rng, site.spec.population)
    household = np.repeat(np.arange(len(sizes)), sizes)
    homes = _homes(rng, stock, addresses, len(sizes))
    first = np.concatenate([[True], household[1:] != household[:-1]])
    age = _ages(rng, sizes, household, first)
    middle = _centres(stock)
    home = homes[household]
    home_xy = addresses.xy[home]
    works = (age >= 18) & (age < 65) & (rng.random(len(age)) < 0.69)
    work = np.full(len(age), NOWHERE)
    work[works] = _workplaces(rng, stock, middle, home_xy[works])
    school = _schools(stock, middle, age, home_xy)
    place = np.where(work != NOWHERE, work, school)
    away = np.hypot(*(middle[place] - home_xy).T)
    mode = np.where(place == NOWHERE, 0, _modes(rng, away, age))
    return People(
        home,
        household,
        age,
        work,
        school,
        mode,
        _departures(rng, place, school, mode, away),
        home_xy,
        middle[work],
        middle[school],
    )


def _household_sizes(rng: np.random.Generator, people: int) -> Index:
    sizes = rng.choice(np.arange(1, 7), size=people, p=HOUSEHOLD_SIZES / HOUSEHOLD_SIZES.sum())
    last = int(np.searchsorted(np.cumsum(sizes), people))
    sizes = sizes[: last + 1]
    sizes[-1] -= int(sizes.sum()) - people
    return np.asarray(sizes[sizes > 0], dtype=np.int64)


def _homes(rng: np.random.Generator, stock: Stock, addresses: Addresses, count: int) -> Index:
    """An address per household: one in a house, as many as the storeys allow in flats; some stand empty."""
    kind, building = stock.kind[addresses.building], stock.building[addresses.building]
    storeys = stock.storeys[addresses.building]
    flats = np.where(
        building == "apartments",
        storeys * np.where(kind == "estate", 2.2, 0.85),
        np.where(building == "house", 1.0, 0.0),
    )
    order = rng.permutation(np.repeat(np.arange(len(flats)), np.ceil(flats).astype(np.int64)))
    if len(order) < count:
        order = np.concatenate([order, rng.choice(order, count - len(order))])
    return np.asarray(order[:count])


def _ages(rng: np.random.Generator, sizes: Index, household: Index, first: NDArray[np.bool_]) -> Index:
    """Adults first in each household; the third and later are children of the first."""
    rank = np.arange(len(household)) - np.flatnonzero(first)[household]
    head = np.clip(np.where(sizes <= 2, rng.normal(57, 18, len(sizes)), rng.normal(41, 7, len(sizes))), 19, 97)
    single_parent = (sizes == 2) & (rng.random(len(sizes)) < 0.16)
    head = np.where(single_parent, np.clip(head, 25, 52), head)
    child = (rank >= 2) | ((rank == 1) & single_parent[household])
    age = head[household] + np.where(rank == 1, rng.normal(0, 3.5, len(household)), 0)
    young = np.minimum(rng.uniform(0, 19, len(household)), head[household] - 18)
    return np.asarray(np.clip(np.where(child, young, np.maximum(age, 18)), 0, 102), dtype=np.int64)


def _centres(stock: Stock) -> Points:
    return np.asarray(shapely.get_coordinates(shapely.centroid(stock.outlines)))


def _workplaces(rng: np.random.Generator, stock: Stock, middle: Points, homes: Points) -> Index:
    """Each worker weighs a few jobs drawn at random and prefers the near ones (gravity with exp(-d / 9 km))."""
    jobs = np.zeros(len(middle))
    for kind, count in JOBS_BY_KIND.items():
        jobs[stock.kind == kind] = count
    drawn = rng.choice(len(middle), size=(len(homes), CANDIDATE_JOBS), p=jobs / jobs.sum())
    away = np.hypot(*(middle[drawn] - homes[:, None]).transpose(2, 0, 1))
    appeal = rng.gumbel(size=away.shape) - away / 9_000
    return np.asarray(drawn[np.arange(len(homes)), np.argmax(appeal, axis=1)])


def _schools(stock: Stock, middle: Points, age: Index, homes: Points) -> Index:
    """The nearest school for 3 to 10, the nearest college or lycée for 11 to 17."""
    out = np.full(len(age), NOWHERE)
    for kinds, least, most in ((("school",), 3, 10), (("college", "school"), 11, 17)):
        schools = np.flatnonzero(np.isin(stock.kind, kinds[:1]))
        schools = schools if len(schools) else np.flatnonzero(np.isin(stock.kind, kinds))
        pupils = np.flatnonzero((age >= least) & (age <= most))
        if len(schools) and len(pupils):
            pupil, school = shapely.STRtree([shapely.Point(p) for p in middle[schools]]).query_nearest(
                shapely.points(homes[pupils]), all_matches=False
            )
            out[pupils[pupil]] = schools[school]
    return out


def _modes(rng: np.random.Generator, away: NDArray[np.float64], age: Index) -> Index:
    """Walk, bicycle, bus, car or carpool by distance; under 18 nobody drives."""
    bands = np.digitize(away, [800, 2_000, 4_000, 8_000])
    shares = np.array(
        [
            [0.52, 0.08, 0.02, 0.34, 0.04],
            [0.21, 0.1, 0.1, 0.51, 0.08],
            [0.04, 0.08, 0.14, 0.64, 0.1],
            [0.01, 0.05, 0.15, 0.67, 0.12],
            [0, 0.02, 0.12, 0.7, 0.16],
        ]
    )
    mode = 1 + (rng.random(len(away))[:, None] > np.cumsum(shares, axis=1)[bands]).sum(axis=1)
    return np.where((age < 18) & (mode == 4), np.where(away < 1_500, 1, 3), np.minimum(mode, 5))


def _departures(rng: np.random.Generator, place: Index, school: Index, mode: Index, away: NDArray[np.float64]) -> Index:
    speed = np.array([1.0, 1.25, 4.0, 4.6, 8.5, 8.0])[mode]
    shift = rng.random(len(place))
    arrival = np.where(
        shift < 0.78,
        rng.normal(8.55, 0.6, len(place)),
        np.where(shift < 0.9, rng.normal(6.0, 0.4, len(place)), rng.normal(13.2, 0.9, len(place))),
    )
    arrival = np.where(school != NOWHERE, rng.normal(8.35, 0.12, len(place)), arrival)
    seconds = arrival * 3600 - away * 1.3 / speed
    return np.where(place == NOWHERE, -1, np.clip(seconds, 3 * 3600, 23 * 3600)).astype(np.int64)
