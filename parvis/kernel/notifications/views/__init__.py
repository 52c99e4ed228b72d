# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages: the inbox, people's choices, the outbox for the IT team."""
