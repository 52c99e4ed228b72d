# SPDX-License-Identifier: AGPL-3.0-or-later
"""The living gallery: each component with its states, for those who build pages."""
