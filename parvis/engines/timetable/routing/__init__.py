# SPDX-License-Identifier: AGPL-3.0-or-later
"""The searches: compiled loops over flat arrays."""
