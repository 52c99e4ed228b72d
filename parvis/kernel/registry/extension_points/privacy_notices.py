# SPDX-License-Identifier: AGPL-3.0-or-later
"""`privacy_notices`: what an app keeps of people, why and how long, shown on the page about personal data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from parvis.kernel.registry.manifest import Text


@dataclass(frozen=True, kw_only=True)
class PrivacyNotice:
    """One use of personal data (GDPR article 13), in plain words."""

    title: Text
    data: Text
    """What is kept, for example “your e-mail address and your message”."""
    purpose: Text
    legal_basis: Text
    kept_for: Text


class PrivacyNotices(Protocol):
    """Answers for one app."""

    def notices(self) -> Iterable[PrivacyNotice]:
        """Each use that the app makes of personal data."""
        ...
