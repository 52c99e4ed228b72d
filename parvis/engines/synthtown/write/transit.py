# SPDX-License-Identifier: AGPL-3.0-or-later
"""The transport authorities of a town: a GTFS archive each, and the list of them."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from parvis.engines.synthtown.town import Town
from parvis.engines.synthtown.transit.model import Authority

from .gtfs import write_gtfs


@dataclass(frozen=True, slots=True)
class TransitFiles:
    """``authorities``: the list; ``feeds``: the archive of each by slug."""

    authorities: Path
    feeds: Mapping[str, Path]


def write_transit(
    town: Town,
    authorities: Sequence[Authority],
    folder: Path | str,
    progress: Callable[[float], None] | None = None,
) -> TransitFiles:
    """Write ``transit/authorities.json`` and ``transit/<slug>.zip`` into ``folder`` (made if absent).

    Existing files are replaced; the same plan gives the same bytes. Raises OSError when the folder cannot be written.
    """
    home = Path(folder) / "transit"
    home.mkdir(parents=True, exist_ok=True)
    feeds = {}
    for done, authority in enumerate(authorities):
        if progress:
            progress(done / len(authorities))
        feeds[authority.slug] = home / f"{authority.slug}.zip"
        write_gtfs(authority, town.frame, feeds[authority.slug])
    listing = home / "authorities.json"
    listing.write_text(
        json.dumps([_card(a) for a in authorities], ensure_ascii=False, indent=2) + "\n", encoding="utf-8"
    )
    return TransitFiles(listing, feeds)


def _card(authority: Authority) -> dict[str, object]:
    """What the back office asks when an authority joins."""
    return {
        "slug": authority.slug,
        "name": authority.name,
        "short_name": authority.short_name,
        "kind": authority.kind,
        "insee": list(authority.insee),
        "contact_url": authority.url,
        "phone": authority.phone,
        "email": authority.email,
        "feed": f"{authority.slug}.zip",
        "valid_from": authority.feed.start.isoformat(),
        "valid_until": authority.feed.end.isoformat(),
    }
