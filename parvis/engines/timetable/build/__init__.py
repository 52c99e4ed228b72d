# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is computed once when a timetable is made."""
