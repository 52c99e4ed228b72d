# SPDX-License-Identifier: AGPL-3.0-or-later
"""Columns of the queue as a table; the agent chooses which, and a saved filter keeps them."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

COLUMNS: dict[str, str | Promise] = {
    "reference": _("Reference"),
    "category": _("Category"),
    "address": _("Address"),
    "state": _("State"),
    "due": _("Due"),
    "team": _("Team"),
    "agent": _("Agent"),
    "priority": _("Priority"),
    "reported": _("Reported"),
    "channel": _("Came by"),
    "people": _("People concerned"),
    "neighbourhood": _("Neighbourhood"),
}
USUAL = ("category", "address", "state", "due", "team", "agent")
ALWAYS = "reference"


def chosen_columns(wanted: Sequence[str]) -> list[str]:
    """The columns to show, in the table's order: the reference always, the usual ones when none is named."""
    known = {name for name in wanted if name in COLUMNS} or set(USUAL)
    return [name for name in COLUMNS if name == ALWAYS or name in known]
