# SPDX-License-Identifier: AGPL-3.0-or-later
"""Real time of a transport authority at any moment, as its server would say it: a GTFS-Realtime message.

>>> simulated(Path("transit/town.zip"), moment, seed=1)

A pure function of the archive, the moment and the seed: whoever asks again, in whichever process, hears the same.
"""

from .messages import simulated

__all__ = ["simulated"]
