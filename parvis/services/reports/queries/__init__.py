# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reads. Public ones start from `scope.published`, an agent's from `scope.reports_of`; there is no third door."""
