# SPDX-License-Identifier: AGPL-3.0-or-later
"""Specimen service: people ask, agents answer. See `docs/services/specimen.md`."""
