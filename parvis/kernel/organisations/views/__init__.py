# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages: the agents' home, members, teams, invitations."""
