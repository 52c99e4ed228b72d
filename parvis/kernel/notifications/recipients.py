# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whom a message goes to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Recipient:
    """A person with an account, or bare addresses.

    With a person, the message goes to the inbox and by the channels that the person prefers, at the
    person's own addresses; without one, by e-mail if there is an address, else by SMS, else to the
    browser of `push` (the identifier of a subscription). `phone` is in E.164. `language` is that of
    the surroundings (greeting, footer); empty: the person's, else French.
    """

    person: Any | None = None
    email: str = ""
    phone: str = ""
    push: int | None = None
    language: str = ""
