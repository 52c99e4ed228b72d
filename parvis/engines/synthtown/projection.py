# SPDX-License-Identifier: AGPL-3.0-or-later
"""RGF93 / Lambert-93 (EPSG:2154) to and from longitude and latitude on GRS 80.

Formulas: IGN, "Projection cartographique conique conforme de Lambert", note technique NT/G 71,
ALG0001 to ALG0004, with the constants of the Lambert-93 projection (RGF93, NT/G 71 annex).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

ECCENTRICITY = 0.0818191910428158
N = 0.7256077650532670
C = 11_754_255.426096
X_POLE = 700_000.0
Y_POLE = 12_655_612.049876
LON_ORIGIN = np.radians(3.0)

Floats = NDArray[np.float64]


def lambert93(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Degrees to metres (ALG0003)."""
    phi = np.radians(lat)
    e_sin = ECCENTRICITY * np.sin(phi)
    iso = np.arctanh(np.sin(phi)) - ECCENTRICITY * np.arctanh(e_sin)
    radius, angle = C * np.exp(-N * iso), N * (np.radians(lon) - LON_ORIGIN)
    return X_POLE + radius * np.sin(angle), Y_POLE - radius * np.cos(angle)


def longitude_latitude(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Metres to degrees (ALG0004); the latitude by fixed-point iteration (ALG0002) to 1e-11 radian."""
    radius = np.hypot(x - X_POLE, y - Y_POLE)
    angle = np.arctan((x - X_POLE) / (Y_POLE - y))
    iso = -np.log(radius / C) / N
    phi = 2 * np.arctan(np.exp(iso)) - np.pi / 2
    for _ in range(6):
        e_sin = ECCENTRICITY * np.sin(phi)
        phi = 2 * np.arctan(np.exp(iso + ECCENTRICITY * np.arctanh(e_sin))) - np.pi / 2
    return np.degrees(LON_ORIGIN + angle / N), np.degrees(phi)


@dataclass(frozen=True, slots=True)
class Frame:
    """The town's own plane: Lambert-93 shifted so that the centre is (0, 0)."""

    x: float
    y: float

    @classmethod
    def at(cls, lon: float, lat: float) -> "Frame":
        """Frame centred on a place, on a whole metre."""
        x, y = lambert93(np.array([lon]), np.array([lat]))
        return cls(float(np.round(x[0])), float(np.round(y[0])))

    def lon_lat(self, xy: Floats) -> Floats:
        """Town metres (n, 2) to degrees (n, 2)."""
        lon, lat = longitude_latitude(xy[:, 0] + self.x, xy[:, 1] + self.y)
        return np.column_stack([lon, lat])

    def lambert(self, xy: Floats) -> Floats:
        """Town metres (n, 2) to Lambert-93 metres."""
        return np.asarray(xy + np.array([self.x, self.y]))
