# SPDX-License-Identifier: AGPL-3.0-or-later
"""The ready-made queues: each a word of the address and the filter that it stands for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from parvis.services.reports.queries.desk import Counts
from parvis.services.reports.rules.states import State


@dataclass(frozen=True)
class Queue:
    """A queue: `conditions` are fields of `ReportFilter`, `count` takes its figure out of the counts."""

    key: str
    title: str | Promise
    icon: str
    conditions: Mapping[str, Any]
    count: Callable[[Counts], int | None]
    urgent: bool = False


QUEUES: tuple[Queue, ...] = (
    Queue("a-traiter", _("To do"), "inbox", {}, lambda counts: counts.open),
    Queue("miens", _("Mine"), "user-round", {"mine": True}, lambda counts: counts.mine),
    Queue("equipe", _("My teams"), "users-round", {"my_teams": True}, lambda counts: counts.my_teams),
    Queue(
        "nouveaux",
        _("New"),
        "sparkles",
        {"states": [State.REPORTED.value], "order": "newest"},
        lambda counts: counts.by_state[State.REPORTED.value],
    ),
    Queue("retard", _("Late"), "alarm-clock", {"overdue": True}, lambda counts: counts.overdue, urgent=True),
    Queue(
        "attente",
        _("Waiting"),
        "clock",
        {"states": [State.WAITING.value]},
        lambda counts: counts.by_state[State.WAITING.value],
    ),
    Queue("sans-equipe", _("Nobody’s"), "circle-help", {"unassigned": True}, lambda counts: counts.unassigned),
    Queue(
        "a-verifier",
        _("To check"),
        "shield-alert",
        {"held": True, "all_states": True, "order": "newest"},
        lambda counts: counts.held,
        urgent=True,
    ),
    Queue("tous", _("All"), "archive", {"all_states": True, "order": "newest"}, lambda _counts: None),
)

BY_KEY: Mapping[str, Queue] = {queue.key: queue for queue in QUEUES}
FIRST = QUEUES[0]
