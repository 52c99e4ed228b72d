# SPDX-License-Identifier: AGPL-3.0-or-later
"""Signalements: a broken lamp reported by anyone, treated by agents, followed by the person who told it."""
