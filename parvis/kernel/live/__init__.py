# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages that change by themselves: server-sent events from PostgreSQL; see `docs/kernel/live.md`."""
