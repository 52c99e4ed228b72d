# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading of a Base Adresse Locale file (AITF format 1.1 to 1.5) or of a national address file. No ORM."""

from parvis.kernel.places.bal.reader import Columns, open_table
from parvis.kernel.places.bal.rows import BalRow, read_rows

__all__ = ["BalRow", "Columns", "open_table", "read_rows"]
