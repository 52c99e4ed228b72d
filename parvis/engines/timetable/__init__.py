# SPDX-License-Identifier: AGPL-3.0-or-later
"""Public transport: any number of GTFS feeds to one timetable, and the journeys that it holds.

>>> timetable = load(["town.zip", "trains.zip"])
>>> home, work = timetable.stop("town", "A"), timetable.stop("trains", "B")
>>> query = Query(home, work, day=day, depart_s=28_800)
>>> plan(timetable, query).journeys

``prepare(timetable, day)`` computes lower bounds for a day once; its questions are then answered many times faster.
"""

from .loader import FeedRefused, Limits, load
from .modes import Mode
from .plan import plan, reach
from .problems import Problem
from .query import Access, Answer, Journey, Leg, Query
from .storage import SavedRefused, read_saved, save
from .timetable import Timetable
from .view import prepare

__all__ = [
    "Access", "Answer", "FeedRefused", "Journey", "Leg", "Limits", "Mode", "Problem", "Query", "SavedRefused",
    "Timetable", "load", "plan", "prepare", "reach", "read_saved", "save",
]  # fmt: skip
