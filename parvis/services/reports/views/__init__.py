# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages: parse, call a query or an operation, render."""
