# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people type, read and checked; the operations check it again for every other way in."""
