# SPDX-License-Identifier: AGPL-3.0-or-later
"""`home_highlights`: figures that a service shows on the home page, true and fresh."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from parvis.kernel.registry.manifest import Text


@dataclass(frozen=True, kw_only=True)
class Highlight:
    """One figure with what it counts and where it leads."""

    figure: str
    text: Text
    url: str
    icon: str = "sparkles"


class HomeHighlights(Protocol):
    """Answers for one service."""

    def highlights(self) -> Iterable[Highlight]:
        """At most two figures, computed in under 10 ms (cache what costs more)."""
        ...
