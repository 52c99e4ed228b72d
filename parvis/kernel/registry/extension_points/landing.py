# SPDX-License-Identifier: AGPL-3.0-or-later
"""`landing`: where somebody arrives who has just signed in and has asked for no page."""

from __future__ import annotations

from typing import Any, Protocol


class Landing(Protocol):
    """Answers for one app."""

    def landing_of(self, person: Any) -> str:
        """A path of this portal; empty where the app has nothing to say of that person. One read at most."""
        ...
