# SPDX-License-Identifier: AGPL-3.0-or-later
"""Means of transport in words."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parvis.engines.timetable import Mode

NAMES: dict[int, str | Promise] = {
    Mode.TRAM: _("Tram"),
    Mode.METRO: _("Metro"),
    Mode.RAIL: pgettext_lazy("transport", "Train"),
    Mode.BUS: _("Bus"),
    Mode.FERRY: _("Boat"),
    Mode.CABLE_TRAM: _("Cable tram"),
    Mode.CABLE_CAR: _("Cable car"),
    Mode.FUNICULAR: _("Funicular"),
    Mode.COACH: pgettext_lazy("transport", "Coach"),
    Mode.TROLLEYBUS: _("Trolleybus"),
    Mode.MONORAIL: _("Monorail"),
    Mode.ON_DEMAND: _("On request"),
    Mode.PLANE: _("Plane"),
    Mode.OTHER: _("Other transport"),
}


def wording(mode: int) -> str | Promise:
    """The name of a mode's number."""
    return NAMES.get(mode, NAMES[Mode.OTHER])
