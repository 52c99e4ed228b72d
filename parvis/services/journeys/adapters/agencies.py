# SPDX-License-Identifier: AGPL-3.0-or-later
"""The agency identifiers of a delivered file: the standard names a whole network by them."""

from __future__ import annotations

import csv
import io
import zipfile
from functools import lru_cache

from parvis.services.journeys import storage

_MOST_BYTES = 1_000_000


@lru_cache(maxsize=64)
def agency_ids(path: str) -> tuple[str, ...]:
    """Identifiers in `agency.txt` of the file at that path; none where the file leaves them out.

    Kept by path: a file's path names its content.
    """
    with storage.local_feed(path) as local, zipfile.ZipFile(local) as archive:
        name = next((one for one in archive.namelist() if one.rpartition("/")[2] == "agency.txt"), None)
        if name is None:
            return ()
        with archive.open(name) as file:
            text = file.read(_MOST_BYTES).decode("utf-8-sig", errors="replace")
    rows = csv.DictReader(io.StringIO(text), skipinitialspace=True)
    return tuple(dict.fromkeys(found for row in rows if (found := (row.get("agency_id") or "").strip())))
