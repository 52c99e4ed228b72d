# SPDX-License-Identifier: AGPL-3.0-or-later
"""People as a NumPy archive."""

from pathlib import Path

import numpy as np

from parvis.engines.synthtown.people import NOWHERE
from parvis.engines.synthtown.shapes import Points
from parvis.engines.synthtown.town import Town


def write_people(town: Town, path: Path) -> None:
    """One array per column, one row per person; degrees as 64-bit floats, NaN where there is no such place.

    Columns: home_lon, home_lat, work_lon, work_lat, school_lon, school_lat, age, household, home_address
    (row in the address file), mode (0 none, 1 walk, 2 bicycle, 3 bus, 4 car, 5 carpool), depart_s.
    """
    people = town.people
    home, work, school = (_degrees(town, xy) for xy in (people.home_xy, people.work_xy, people.school_xy))
    work[people.work == NOWHERE] = np.nan
    school[people.school == NOWHERE] = np.nan
    with path.open("wb") as file:
        np.savez_compressed(
            file,
            home_lon=home[:, 0],
            home_lat=home[:, 1],
            work_lon=work[:, 0],
            work_lat=work[:, 1],
            school_lon=school[:, 0],
            school_lat=school[:, 1],
            age=people.age.astype(np.int16),
            household=people.household.astype(np.int32),
            home_address=people.home.astype(np.int32),
            mode=people.mode.astype(np.int8),
            depart_s=people.depart_s.astype(np.int32),
        )


def _degrees(town: Town, xy: Points) -> Points:
    return np.round(town.frame.lon_lat(xy), 6)
