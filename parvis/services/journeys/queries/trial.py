# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a network on trial answers: journeys between two stops, the departures of one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from parvis.services.journeys.adapters.answers import Departures, Journeys
from parvis.services.journeys.adapters.trial import answering
from parvis.services.journeys.models import Delivery, Trial
from parvis.services.journeys.queries.departures import next_departures
from parvis.services.journeys.queries.places import PlaceHit, search_stops
from parvis.services.journeys.queries.planning import plan_journeys
from parvis.services.journeys.queries.search import WINDOW_S
from parvis.services.journeys.rules.choice import worth_showing

BOARD = 12


@dataclass(frozen=True)
class TrialAnswer:
    """What was found; `unknown` is the name that no stop bears. `gone`: the network was thrown away."""

    origin: PlaceHit | None = None
    destination: PlaceHit | None = None
    journeys: Journeys | None = None
    board: Departures | None = None
    unknown: str = ""
    gone: bool = False


def trial_of(delivery: Delivery) -> Trial | None:
    """The network on trial with a file, as far as it is."""
    return Trial.objects.filter(delivery=delivery).first()


def ask_trial(trial: Trial, origin: str, destination: str, at: datetime) -> TrialAnswer:
    """Journeys between the stops of two names, or the departures of the first when the second is empty."""
    with answering(trial) as mapped:
        if mapped is None:
            return TrialAnswer(gone=True)
        found = [next(iter(search_stops(name, 1)), None) if name else None for name in (origin, destination)]
        start, end = found
        if start is None or start.stop is None:
            return TrialAnswer(unknown=origin)
        if not destination:
            return TrialAnswer(start, board=next_departures(*start.stop, at, BOARD, together=True))
        if end is None or end.stop is None:
            return TrialAnswer(start, unknown=destination)
        answer = plan_journeys(start.spot, end.spot, depart=at, window_s=WINDOW_S)
        shown = tuple(worth_showing(one for one in answer.journeys if one.transfers >= 0))
        return TrialAnswer(start, end, Journeys(shown, answer.why, answer.network))
