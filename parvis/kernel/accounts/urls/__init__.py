# SPDX-License-Identifier: AGPL-3.0-or-later
"""Addresses: sign-in, proof by link, personal space."""
