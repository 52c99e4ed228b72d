# SPDX-License-Identifier: AGPL-3.0-or-later
"""People, how they prove who they are, and what they may ask of their data; see `docs/kernel/accounts.md`."""
