# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the caller asks of the generator."""

import zlib
from dataclasses import dataclass

import numpy as np

MIN_POPULATION = 1_000
MAX_POPULATION = 2_000_000
PEOPLE_PER_ADDRESS = 2.2


@dataclass(frozen=True, slots=True)
class Spec:
    """An agglomeration to generate.

    ``population``: people living there, exactly; 1,000 to 2,000,000.
    ``seed``: any non-negative integer; the same spec always gives the same town.
    ``department``: two-digit département code, first part of the INSEE codes. "96" belongs to no
    département of today, so that no generated commune can be taken for a real one.
    ``lon``, ``lat``: where on Earth the centre stands, degrees (default: the Bourbonnais countryside).

    Raises ValueError on a population or a place outside what the generator handles (metropolitan France).
    """

    population: int = 60_000
    seed: int = 1
    department: str = "96"
    lon: float = 2.9
    lat: float = 46.6

    def __post_init__(self) -> None:
        if not MIN_POPULATION <= self.population <= MAX_POPULATION:
            raise ValueError(f"population must lie between {MIN_POPULATION} and {MAX_POPULATION}")
        if self.seed < 0:
            raise ValueError("seed must not be negative")
        if not (-5 < self.lon < 10 and 41 < self.lat < 51.5):
            raise ValueError("the place must lie in metropolitan France")
        if len(self.department) != 2 or not self.department.isdigit():
            raise ValueError("department must be two digits")

    @property
    def address_count(self) -> int:
        """How many numbered addresses the town should have."""
        return round(self.population / PEOPLE_PER_ADDRESS)


def stream(spec: Spec, name: str) -> np.random.Generator:
    """An independent random stream per stage, so that a change in one stage leaves the others alone."""
    return np.random.default_rng([spec.seed, spec.population, zlib.crc32(name.encode())])
