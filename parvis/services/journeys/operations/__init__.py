# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writes: one verb each, the actor first, one transaction."""

from parvis.services.journeys.operations.activation import activate, begin_planned, plan, roll_back, unplan
from parvis.services.journeys.operations.checking import check_delivery
from parvis.services.journeys.operations.feeds import CHANGEABLE, add_feed, change_feed, deliver
from parvis.services.journeys.operations.fetching import fetch_feed
from parvis.services.journeys.operations.network import build_network, rehearse
from parvis.services.journeys.operations.retention import forget_old_files
from parvis.services.journeys.operations.warning import warn_of_the_end

__all__ = [
    "CHANGEABLE",
    "activate",
    "add_feed",
    "begin_planned",
    "build_network",
    "change_feed",
    "check_delivery",
    "deliver",
    "fetch_feed",
    "forget_old_files",
    "plan",
    "rehearse",
    "roll_back",
    "unplan",
    "warn_of_the_end",
]
