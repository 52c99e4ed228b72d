# SPDX-License-Identifier: AGPL-3.0-or-later
"""One folder per citizen service; services never import one another."""
