# SPDX-License-Identifier: AGPL-3.0-or-later
"""The town's own map: palette, MapLibre style, static drawings, byte ranges."""
