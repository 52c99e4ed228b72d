# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tables of the service. Only this service imports them; others use `operations` and `queries`."""

from parvis.services.journeys.models.disruptions import Disruption
from parvis.services.journeys.models.favourites import Favourite, FavouriteKind
from parvis.services.journeys.models.feeds import Delivery, Feed
from parvis.services.journeys.models.network import Network, NetworkState
from parvis.services.journeys.models.realtime import Message, Source, Stream
from parvis.services.journeys.models.subscriptions import DisruptionSubscription
from parvis.services.journeys.models.trial import Trial
from parvis.services.journeys.models.usage import UsageCount

__all__ = [
    "Delivery",
    "Disruption",
    "DisruptionSubscription",
    "Favourite",
    "FavouriteKind",
    "Feed",
    "Message",
    "Network",
    "NetworkState",
    "Source",
    "Stream",
    "Trial",
    "UsageCount",
]
