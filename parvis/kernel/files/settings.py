# SPDX-License-Identifier: AGPL-3.0-or-later
"""Table `[files]` of the town's file."""

from dataclasses import dataclass


@dataclass(frozen=True)
class FilesSettings:
    """Limits and the antivirus."""

    clamav: str = ""
    """Where clamd listens: `host:port` or the path of a socket; empty: no antivirus."""
    clamav_timeout_s: float = 15.0
    max_pixels: int = 64_000_000
    """A picture that says that it is larger is refused before it is decoded."""
    link_hours: int = 24
    """How long a signed address works, at least."""
