# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading of OpenStreetMap files: what goes on the map, and the named places. No ORM."""
