# SPDX-License-Identifier: AGPL-3.0-or-later
"""Addresses, communes, neighbourhoods and named places; see `docs/kernel/places.md`."""
