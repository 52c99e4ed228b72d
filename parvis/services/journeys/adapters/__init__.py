# SPDX-License-Identifier: AGPL-3.0-or-later
"""Between the rows of the service and the timetable engine."""
