# SPDX-License-Identifier: AGPL-3.0-or-later
"""A whole town in one file: database, uploaded files, keys, configuration; each part with its checksum.

The file is a tar archive, so that any machine can look into it:

- `database/000000`, `database/000001`…: the output of `pg_dump --format=custom`, cut into pieces of 32 MB;
- `var/…`: what lies in the data folder, except the database's own files and what a command makes again;
- `parvis.toml`: the configuration;
- `manifest.json`, last: format, version, time, and the SHA-256 of every part.

The dump is taken first and in one snapshot. A stored file is on disk before the row that names it, so
the files read afterwards hold at least all that the dump names.
"""

from __future__ import annotations

from parvis.project.archive.parts import FORMAT, ArchiveDamaged
from parvis.project.archive.reading import Contents, read_archive
from parvis.project.archive.restoring import RestoreRefused, restore
from parvis.project.archive.writing import write_archive

__all__ = ["FORMAT", "ArchiveDamaged", "Contents", "RestoreRefused", "read_archive", "restore", "write_archive"]
