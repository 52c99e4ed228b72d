# SPDX-License-Identifier: AGPL-3.0-or-later
"""Public transport: any number of GTFS feeds to one timetable, and the journeys that it holds.

>>> timetable = load(["town.zip", "trains.zip"])
>>> home, work = timetable.stop("town", "A"), timetable.stop("trains", "B")
>>> query = Query(home, work, day=day, depart_s=28_800)
>>> plan(timetable, query).journeys

``prepare(timetable, day)`` computes lower bounds for a day once; its questions are then answered many times faster.

What reads and searches is imported when it is first used: Numba and Polars take a second and a half, which a process
that only shows pages or runs other jobs does not spend.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .fares import Fares, FaresRefused, price, read_saved_fares, save_fares
from .modes import Mode
from .problems import FeedRefused, Problem
from .query import Access, Answer, Journey, Leg, Query
from .shapes import Shapes, ShapesRefused, read_saved_shapes, save_shapes
from .timetable import Timetable

if TYPE_CHECKING:
    from .access.cells import Cells, cells
    from .access.matrix import access_matrix, opportunities
    from .access.outlines import Isochrone, isochrones
    from .access.spread import Spread, seconds_to, spread
    from .access.terms import Point, Terms, near_stops
    from .loader import Limits, load
    from .loader.fares import read_fares
    from .loader.shapes import read_shapes
    from .planner import plan, reach
    from .storage import SavedRefused, read_saved, save
    from .view import prepare
    from .view import view as laid_out

__all__ = [
    "Access", "Answer", "Cells", "Fares", "FaresRefused", "FeedRefused", "Isochrone", "Journey", "Leg", "Limits",
    "Mode", "Point", "Problem", "Query", "SavedRefused", "Shapes", "ShapesRefused", "Spread", "Terms", "Timetable",
    "access_matrix", "cells", "isochrones", "laid_out", "load", "near_stops", "opportunities", "plan", "prepare",
    "price", "reach", "read_fares", "read_saved", "read_saved_fares", "read_saved_shapes", "read_shapes", "save",
    "save_fares", "save_shapes", "seconds_to", "spread",
]  # fmt: skip

_WHERE = {
    "Cells": ("access.cells", "Cells"),
    "Isochrone": ("access.outlines", "Isochrone"),
    "Point": ("access.terms", "Point"),
    "Spread": ("access.spread", "Spread"),
    "Terms": ("access.terms", "Terms"),
    "access_matrix": ("access.matrix", "access_matrix"),
    "cells": ("access.cells", "cells"),
    "isochrones": ("access.outlines", "isochrones"),
    "near_stops": ("access.terms", "near_stops"),
    "opportunities": ("access.matrix", "opportunities"),
    "seconds_to": ("access.spread", "seconds_to"),
    "spread": ("access.spread", "spread"),
    "Limits": ("loader", "Limits"),
    "load": ("loader", "load"),
    "read_fares": ("loader.fares", "read_fares"),
    "read_shapes": ("loader.shapes", "read_shapes"),
    "plan": ("planner", "plan"),
    "reach": ("planner", "reach"),
    "SavedRefused": ("storage", "SavedRefused"),
    "read_saved": ("storage", "read_saved"),
    "save": ("storage", "save"),
    "prepare": ("view", "prepare"),
    "laid_out": ("view", "view"),
}


def __getattr__(name: str) -> Any:
    """Imports what is asked for by the first who asks (PEP 562)."""
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, attribute = _WHERE[name]
    found = globals()[name] = getattr(import_module(f".{module}", __name__), attribute)
    return found
