# SPDX-License-Identifier: AGPL-3.0-or-later
"""The residents' pages. All by GET: an address is the whole question, and nothing of it is kept."""
