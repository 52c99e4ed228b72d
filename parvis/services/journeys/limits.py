# SPDX-License-Identifier: AGPL-3.0-or-later
"""How much one address may ask of the planner, by the pages and the interface together."""

from parvis.kernel.places.limits import Brake

BRAKE = Brake(burst=60, per_second=5)
"""A whole school or office may share one address."""

WIDE_BRAKE = Brake(burst=6, per_second=0.2)
"""Of isochrones over a window, which take a second of computing where others take a twentieth."""
