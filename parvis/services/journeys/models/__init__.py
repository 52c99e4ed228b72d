# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tables of the service. Only this service imports them; others use `operations` and `queries`."""

from parvis.services.journeys.models.feeds import Delivery, Feed
from parvis.services.journeys.models.network import Network, NetworkState

__all__ = ["Delivery", "Feed", "Network", "NetworkState"]
