# SPDX-License-Identifier: AGPL-3.0-or-later
"""The road network: import of OpenStreetMap, routes, matrices, the base map; see `docs/kernel/streets.md`."""
