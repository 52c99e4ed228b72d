# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tables of the service. Only this service imports them; others use `operations` and `queries`."""

from parvis.services.journeys.models.disruptions import Disruption, Subscription
from parvis.services.journeys.models.feeds import Feed, Delivery, Network
from parvis.services.journeys.models.realtime import RealtimeSnapshot, RealtimeSource
from parvis.services.journeys.models.residents import Favourite, UsageCount

__all__ = [
    "Disruption",
    "Favourite",
    "Feed",
    "Delivery",
    "Network",
    "RealtimeSnapshot",
    "RealtimeSource",
    "Subscription",
    "UsageCount",
]
