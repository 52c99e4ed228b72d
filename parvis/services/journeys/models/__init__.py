# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tables of the service. Only this service imports them; others use `operations` and `queries`."""

from parvis.services.journeys.models.feeds import Delivery, Feed

__all__ = ["Delivery", "Feed"]
