# SPDX-License-Identifier: AGPL-3.0-or-later
"""100,000 reports: what is read of them, and the pages that show them, beside the plain way to the same answer."""
