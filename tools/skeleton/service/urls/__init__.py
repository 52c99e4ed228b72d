# SPDX-License-Identifier: AGPL-3.0-or-later
"""Addresses: `public` for residents, `agents` for the desk."""
