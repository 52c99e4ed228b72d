# SPDX-License-Identifier: AGPL-3.0-or-later
"""The size of the Earth."""

from math import pi

EARTH_RADIUS_M = 6_371_008.8
"""Mean radius (IUGG)."""
METRES_PER_DEGREE = EARTH_RADIUS_M * pi / 180
