# SPDX-License-Identifier: AGPL-3.0-or-later
"""The user interface kit: page shell, components, styles, scripts, gallery. It has no models."""
