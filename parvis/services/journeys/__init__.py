# SPDX-License-Identifier: AGPL-3.0-or-later
"""One search over the timetables of all transport authorities."""
