# SPDX-License-Identifier: AGPL-3.0-or-later
"""Means of transport: their names and icons."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parvis.engines.timetable.modes import Mode


@dataclass(frozen=True)
class ModeWording:
    """How a means of transport is named and drawn."""

    name: str | Promise
    icon: str


WORDINGS: dict[int, ModeWording] = {
    Mode.TRAM: ModeWording(_("Tram"), "tram-front"),
    Mode.METRO: ModeWording(_("Metro"), "train-front-tunnel"),
    Mode.RAIL: ModeWording(pgettext_lazy("transport", "Train"), "train-front"),
    Mode.BUS: ModeWording(_("Bus"), "bus"),
    Mode.FERRY: ModeWording(_("Boat"), "ship"),
    Mode.CABLE_TRAM: ModeWording(_("Cable tram"), "tram-front"),
    Mode.CABLE_CAR: ModeWording(_("Cable car"), "cable-car"),
    Mode.FUNICULAR: ModeWording(_("Funicular"), "cable-car"),
    Mode.COACH: ModeWording(pgettext_lazy("transport", "Coach"), "bus"),
    Mode.TROLLEYBUS: ModeWording(_("Trolleybus"), "bus"),
    Mode.MONORAIL: ModeWording(_("Monorail"), "tram-front"),
    Mode.ON_DEMAND: ModeWording(_("On request"), "phone"),
    Mode.PLANE: ModeWording(_("Plane"), "plane"),
    Mode.OTHER: ModeWording(_("Other transport"), "bus"),
}


def wording(mode: int) -> ModeWording:
    """Name and icon of a mode's number."""
    return WORDINGS.get(mode, WORDINGS[Mode.OTHER])
