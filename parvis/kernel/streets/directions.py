# SPDX-License-Identifier: AGPL-3.0-or-later
"""A way in words, turn by turn, in the reader's language. No ORM."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from parvis.kernel.streets.routes import Step

type Text = str | Promise

_KM = 1_000
_TENTH_KM = 100
_NEAR_M, _LEAST_M = 10, 5
_WHOLE = 0.8
"""A stretch is called stairs, or pushed, when that much of it is."""
_NBSP = "\u00a0"

TURNS: dict[str, tuple[Text, Text]] = {
    "left": (gettext_lazy("Turn left onto {street}"), gettext_lazy("Turn left")),
    "right": (gettext_lazy("Turn right onto {street}"), gettext_lazy("Turn right")),
    "slight left": (gettext_lazy("Bear left onto {street}"), gettext_lazy("Bear left")),
    "slight right": (gettext_lazy("Bear right onto {street}"), gettext_lazy("Bear right")),
    "sharp left": (gettext_lazy("Turn sharp left onto {street}"), gettext_lazy("Turn sharp left")),
    "sharp right": (gettext_lazy("Turn sharp right onto {street}"), gettext_lazy("Turn sharp right")),
    "straight": (gettext_lazy("Go straight on along {street}"), gettext_lazy("Go straight on")),
    "uturn": (gettext_lazy("Turn round and take {street}"), gettext_lazy("Turn round")),
}
"""By OSRM's modifier: with the name of the street, and without."""
STAIRS: dict[str, Text] = {
    "left": gettext_lazy("Take the stairs on the left"),
    "right": gettext_lazy("Take the stairs on the right"),
    "straight": gettext_lazy("Take the stairs"),
}
ARRIVED: dict[str, Text] = {
    "left": gettext_lazy("You are there: on the left"),
    "right": gettext_lazy("You are there: on the right"),
    "straight": gettext_lazy("You are there"),
}
HEADINGS: tuple[Text, ...] = (
    pgettext_lazy("heading", "north"), pgettext_lazy("heading", "north-east"), pgettext_lazy("heading", "east"),
    pgettext_lazy("heading", "south-east"), pgettext_lazy("heading", "south"), pgettext_lazy("heading", "south-west"),
    pgettext_lazy("heading", "west"), pgettext_lazy("heading", "north-west"),
)  # fmt: skip
_SMALL = frozenset(
    [
        "allée",
        "allées",
        "avenue",
        "boulevard",
        "chemin",
        "cité",
        "cour",
        "cours",
        "escalier",
        "esplanade",
        "impasse",
        "mail",
        "montée",
        "parc",
        "parvis",
        "passage",
        "passerelle",
        "place",
        "placette",
        "pont",
        "promenade",
        "quai",
        "quartier",
        "ring",
        "rond-point",
        "route",
        "rue",
        "ruelle",
        "sente",
        "sentier",
        "square",
        "traverse",
        "venelle",
        "voie",
    ]
)
"""French names of ways begin with one of these; within a sentence it is written small."""
_ON = ("new name", "continue", "notification")


@dataclass(frozen=True, slots=True)
class Direction:
    """What to do, as a sentence without full stop, and how far the stretch after it is (0 at the end)."""

    text: str
    distance_m: float
    icon: str


def directions_of(steps: Sequence[Step]) -> list[Direction]:
    """A route's steps in words, fewer than OSRM's: what goes straight on along the same street is one stretch."""
    return [Direction(_said(step), step.distance_m, _icon(step)) for step in _joined(steps)]


def with_distance(direction: Direction) -> str:
    """ "Turn right onto rue du Moulin (120 m)"."""
    if direction.distance_m < _LEAST_M:
        return direction.text
    return f"{direction.text} ({far(direction.distance_m)})"


def far(metres: float) -> str:
    """A stretch as people say it: by tens of metres, from a kilometre on by tenths."""
    if metres < _KM - _NEAR_M / 2:
        return f"{max(_NEAR_M, round(metres / _NEAR_M) * _NEAR_M)}{_NBSP}m"
    tenths = round(metres / _TENTH_KM)
    return f"{number_format(tenths / 10, decimal_pos=0 if tenths % 10 == 0 else 1)}{_NBSP}km"


def _joined(steps: Iterable[Step]) -> list[Step]:
    """Without stretches that change nothing for who walks or rides."""
    kept: list[Step] = []
    for step in steps:
        if kept and _goes_on(kept[-1], step):
            before = kept[-1]
            kept[-1] = replace(
                before,
                street=before.street or step.street,
                distance_m=before.distance_m + step.distance_m,
                duration_s=before.duration_s + step.duration_s,
                stairs_m=before.stairs_m + step.stairs_m,
            )
        else:
            kept.append(step)
    return kept


def _goes_on(before: Step, step: Step) -> bool:
    """True when nobody must do anything at the step."""
    if step.kind == "arrive" or step.by != before.by or _all_stairs(step) != _all_stairs(before):
        return False
    if step.distance_m < _LEAST_M and step.kind != "depart":
        return True
    straight = step.turn in ("", "straight") or (step.kind in _ON and step.turn.startswith("slight"))
    return straight and (not step.street or step.street == before.street)


def _said(step: Step) -> str:
    if step.kind == "arrive":
        return str(ARRIVED[_side(step.turn)])
    if step.by == "ferry":
        return _("Take the ferry")
    if _all_stairs(step):
        return str(STAIRS[_side(step.turn) if step.kind != "depart" else "straight"])
    text = _departure(step) if step.kind == "depart" else _turn(step)
    if step.by == "pushing bike":
        text = _("{what}, on foot with the bicycle").format(what=text)
    if step.stairs_m >= _LEAST_M:
        text = _("{what}, with stairs").format(what=text)
    return text


def _departure(step: Step) -> str:
    heading = str(HEADINGS[round(step.bearing / 45) % len(HEADINGS)])
    if step.street:
        return _("Set out {heading} along {street}").format(heading=heading, street=_named(step.street))
    return _("Set out {heading}").format(heading=heading)


def _turn(step: Step) -> str:
    if step.exit and step.kind in ("roundabout", "rotary"):
        if step.street:
            return _("At the roundabout, take exit {number} onto {street}").format(
                number=step.exit, street=_named(step.street)
            )
        return _("At the roundabout, take exit {number}").format(number=step.exit)
    named, nameless = TURNS.get(step.turn, TURNS["straight"])
    return str(named).format(street=_named(step.street)) if step.street else str(nameless)


def _side(turn: str) -> str:
    return "left" if turn.endswith("left") else "right" if turn.endswith("right") else "straight"


def _all_stairs(step: Step) -> bool:
    return step.distance_m > 0 and step.stairs_m >= _WHOLE * step.distance_m


def _named(street: str) -> str:
    """The name within a sentence: "Rue du Moulin" is written small in French."""
    first, space, rest = street.partition(" ")
    if (get_language() or "fr").startswith("fr") and first.lower() in _SMALL:
        return f"{first.lower()}{space}{rest}"
    return street


def _icon(step: Step) -> str:
    if step.kind == "arrive":
        return "flag"
    if step.kind == "depart" or _all_stairs(step):
        return "arrow-up"
    side = _side(step.turn)
    return {"left": "corner-up-left", "right": "corner-up-right"}.get(side, "arrow-up")
