# SPDX-License-Identifier: AGPL-3.0-or-later
"""Public holidays, on which most networks run as on Sundays."""

from __future__ import annotations

from collections.abc import Container
from datetime import date
from functools import cache

import holidays


@cache
def closed_days(country: str, subdivision: str = "") -> Container[date]:
    """Public holidays of a country, and those of a subdivision that has its own (Alsace-Moselle: 57 and 6AE).

    Raises:
        NotImplementedError: the package does not know the country or subdivision.
    """
    return holidays.country_holidays(country, subdiv=subdivision or None)
