# SPDX-License-Identifier: AGPL-3.0-or-later
"""Parvis: the digital square in front of the town hall."""

__version__ = "0.1.0"
