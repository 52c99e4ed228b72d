# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a journey emits: grams of CO2 equivalent per person and kilometre, with the making of the vehicle.

The factors are those of ADEME's Impact CO2, which takes them from Base Empreinte. A row says where its figure comes
from; whoever changes one changes its version and its day too.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from .modes import Mode

METRES_PER_KM = 1_000
IMPACT_CO2 = "ADEME, Impact CO2: github.com/incubateur-ademe/impactco2, src/data/categories/deplacement.ts"
CAR_MODEL = f"{IMPACT_CO2}; Modélisation de l’empreinte carbone de la voiture, 2025 (one person in the car)"
VERSION, READ = "07d97e1", date(2026, 11, 24)


class Means(StrEnum):
    """What one may go by, as the table names it."""

    BUS = "bus"
    ELECTRIC_BUS = "electric_bus"
    COACH = "coach"
    TRAM = "tram"
    METRO = "metro"
    TRAIN = "train"
    CAR = "car"
    ELECTRIC_CAR = "electric_car"
    BICYCLE = "bicycle"
    ELECTRIC_BICYCLE = "electric_bicycle"
    FOOT = "foot"


@dataclass(frozen=True, slots=True)
class Factor:
    """Grams of CO2 equivalent per person and kilometre: ``use`` and ``making``.

    ``name`` is the source's word for it, ``empreinte`` the number of the element in Base Empreinte where it has one.
    """

    name: str
    use: float
    making: float
    empreinte: int | None = None
    source: str = IMPACT_CO2
    version: str = VERSION
    read: date = READ

    @property
    def g_per_km(self) -> float:
        """Both together."""
        return self.use + self.making


FACTORS: Mapping[Means, Factor] = MappingProxyType(
    {
        Means.BUS: Factor("busthermique", 113.5, 8.92, 28004),
        Means.ELECTRIC_BUS: Factor("buselectrique", 9.5, 12.2, 28003),
        Means.COACH: Factor("autocar", 33.14, 4.42),
        Means.TRAM: Factor("tramway", 3.8, 0.48, 42761),
        Means.METRO: Factor("metro", 4.2, 0.24, 42757),
        Means.TRAIN: Factor("ter", 22.9, 4.79, 42759),
        Means.CAR: Factor("voiturethermique", 110.5578, 31.6957, source=CAR_MODEL),
        Means.ELECTRIC_CAR: Factor("voitureelectrique", 12.0884, 55.2769, source=CAR_MODEL),
        Means.BICYCLE: Factor("velo", 0.0, 0.17),
        Means.ELECTRIC_BICYCLE: Factor("veloelectrique", 2.23, 8.72, 28331),
        Means.FOOT: Factor("marche", 0.0, 0.0),
    }
)

OF_MODES: Mapping[Mode, Means] = MappingProxyType(
    {
        Mode.BUS: Means.BUS,
        Mode.COACH: Means.COACH,
        Mode.TRAM: Means.TRAM,
        Mode.METRO: Means.METRO,
        Mode.RAIL: Means.TRAIN,
        Mode.TROLLEYBUS: Means.ELECTRIC_BUS,
    }
)
"""Modes that the source has no figure for (boats, cable cars, transport on request) are left out: theirs is unknown."""


def grams(means: Means | Mode | None, metres: float) -> float | None:
    """Grams of CO2 equivalent of one person over a distance; None where no factor is known.

    Raises ValueError below 0 m.
    """
    if metres < 0:
        raise ValueError("a distance is not negative")
    known = OF_MODES.get(means) if isinstance(means, Mode) else means
    return None if known is None else FACTORS[known].g_per_km * metres / METRES_PER_KM
