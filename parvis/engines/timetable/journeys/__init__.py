# SPDX-License-Identifier: AGPL-3.0-or-later
"""From what a search found to journeys that people understand."""

from . import assemble
from .assemble import Ride

__all__ = ["Ride", "assemble"]
