# SPDX-License-Identifier: AGPL-3.0-or-later
"""One full-text index over all services and pages; see `docs/kernel/search.md`."""
