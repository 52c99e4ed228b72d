# SPDX-License-Identifier: AGPL-3.0-or-later
"""The life of a delivered timetable: its states and the arrows between them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class DeliveryState(StrEnum):
    """Where a delivered file stands."""

    RECEIVED = "received"
    """On disk, its check is queued."""
    REFUSED = "refused"
    """Nothing in it can be used; the report says why."""
    CHECKED = "checked"
    """Can be put in force."""
    PLANNED = "planned"
    """Comes into force on a day."""
    ACTIVE = "active"
    """In force: part of every network built from now on."""
    RETIRED = "retired"
    """Was in force; can come back."""


@dataclass(frozen=True)
class Wording:
    """How a state is named; `tone` and `icon` are those of the status tag."""

    label: str | Promise
    tone: str
    icon: str


WORDINGS: dict[DeliveryState, Wording] = {
    DeliveryState.RECEIVED: Wording(_("Being checked"), "info", "loader"),
    DeliveryState.REFUSED: Wording(_("Refused"), "danger", "circle-x"),
    DeliveryState.CHECKED: Wording(_("Ready"), "info", "circle-check"),
    DeliveryState.PLANNED: Wording(_("Planned"), "progress", "calendar"),
    DeliveryState.ACTIVE: Wording(_("In force"), "ok", "check"),
    DeliveryState.RETIRED: Wording(_("Replaced"), "muted", "history"),
}

ARROWS: dict[DeliveryState, frozenset[DeliveryState]] = {
    DeliveryState.RECEIVED: frozenset({DeliveryState.CHECKED, DeliveryState.REFUSED}),
    DeliveryState.REFUSED: frozenset(),
    DeliveryState.CHECKED: frozenset({DeliveryState.ACTIVE, DeliveryState.PLANNED}),
    DeliveryState.PLANNED: frozenset({DeliveryState.ACTIVE, DeliveryState.CHECKED}),
    DeliveryState.ACTIVE: frozenset({DeliveryState.RETIRED}),
    DeliveryState.RETIRED: frozenset({DeliveryState.ACTIVE, DeliveryState.PLANNED}),
}


def may_become(source: DeliveryState | str, target: DeliveryState | str) -> bool:
    """True when the table has the arrow."""
    return DeliveryState(target) in ARROWS[DeliveryState(source)]
