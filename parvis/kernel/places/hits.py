# SPDX-License-Identifier: AGPL-3.0-or-later
"""What searches hand back. No ORM."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class AddressHit:
    """An address, street, hamlet, place, neighbourhood or commune.

    `label` is the line to show ("12 bis rue du Moulin"), `hint` says where ("01290 Pont-de-Veyle").
    Degrees WGS 84. `kind` is address, street, hamlet, place, neighbourhood or commune; `score` is 0
    to 1 for a search; `distance_m` is set by reverse geocoding.
    """

    label: str
    hint: str
    lon: float
    lat: float
    kind: str
    street: str = ""
    number: str = ""
    commune: str = ""
    insee: str = ""
    postcode: str = ""
    interop_key: str = ""
    score: float = 1.0
    distance_m: float | None = None
    place_kind: str = ""

    @property
    def text(self) -> str:
        """Label and hint on one line, for a form field or a letter."""
        return f"{self.label}, {self.hint}" if self.hint and self.hint != self.label else self.label

    def as_json(self) -> dict[str, Any]:
        """The form that the combobox of the pages reads."""
        values: dict[str, Any] = {
            "label": self.label,
            "hint": self.hint,
            "value": self.text,
            "lon": round(self.lon, 6),
            "lat": round(self.lat, 6),
            "kind": self.kind,
            "commune": self.commune,
            "insee": self.insee,
            "postcode": self.postcode,
            "interop_key": self.interop_key,
        }
        if self.distance_m is not None:
            values["distance_m"] = round(self.distance_m)
        return values
