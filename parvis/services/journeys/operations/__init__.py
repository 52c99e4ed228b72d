# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writes: one verb each, the actor first, one transaction."""

from parvis.services.journeys.operations.activation import activate, begin_planned, plan, roll_back, unplan
from parvis.services.journeys.operations.checking import check_delivery
from parvis.services.journeys.operations.counting import count_board, count_search, forget_counts, write_counts
from parvis.services.journeys.operations.disruption_input import DisruptionDraft, fields_of
from parvis.services.journeys.operations.disruptions import (
    change_disruption,
    end_due,
    publish_disruption,
    withdraw_disruption,
    write_disruption,
)
from parvis.services.journeys.operations.favourites import (
    MOST_FAVOURITES,
    FavouriteGiven,
    drop_favourite,
    erase_favourites,
    keep_favourite,
)
from parvis.services.journeys.operations.feeds import CHANGEABLE, add_feed, change_feed, deliver
from parvis.services.journeys.operations.fetching import fetch_feed
from parvis.services.journeys.operations.network import build_network, rehearse
from parvis.services.journeys.operations.pooling import pool_timetables
from parvis.services.journeys.operations.realtime import (
    add_stream,
    change_stream,
    fetch_stream,
    remove_stream,
    simulate_stream,
)
from parvis.services.journeys.operations.retention import forget_old_files
from parvis.services.journeys.operations.subscriptions import (
    confirm_subscription,
    erase_subscriptions,
    forget_unconfirmed,
    subscribe,
    unsubscribe,
)
from parvis.services.journeys.operations.telling import tell_subscribers
from parvis.services.journeys.operations.trial import build_trial, throw_away_trials, try_out
from parvis.services.journeys.operations.warning import warn_of_the_end

__all__ = [
    "CHANGEABLE",
    "MOST_FAVOURITES",
    "DisruptionDraft",
    "FavouriteGiven",
    "activate",
    "add_feed",
    "add_stream",
    "begin_planned",
    "build_network",
    "build_trial",
    "change_disruption",
    "change_feed",
    "change_stream",
    "check_delivery",
    "confirm_subscription",
    "count_board",
    "count_search",
    "deliver",
    "drop_favourite",
    "end_due",
    "erase_favourites",
    "erase_subscriptions",
    "fetch_feed",
    "fetch_stream",
    "fields_of",
    "forget_counts",
    "forget_old_files",
    "forget_unconfirmed",
    "keep_favourite",
    "plan",
    "pool_timetables",
    "publish_disruption",
    "rehearse",
    "remove_stream",
    "roll_back",
    "simulate_stream",
    "subscribe",
    "tell_subscribers",
    "throw_away_trials",
    "try_out",
    "unplan",
    "unsubscribe",
    "warn_of_the_end",
    "withdraw_disruption",
    "write_counts",
    "write_disruption",
]
