# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who did what to which row, append-only, at database level; see `docs/kernel/audit.md`."""
