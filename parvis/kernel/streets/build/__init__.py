# SPDX-License-Identifier: AGPL-3.0-or-later
"""Building of a network's files from an OpenStreetMap file, by OSRM's and tippecanoe's own programs."""
