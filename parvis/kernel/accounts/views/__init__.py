# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages: proof by link, personal space."""
