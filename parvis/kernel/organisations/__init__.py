# SPDX-License-Identifier: AGPL-3.0-or-later
"""Organisations, teams, memberships and what they allow; see `docs/kernel/organisations.md`."""
