# SPDX-License-Identifier: AGPL-3.0-or-later
"""What at least two services share; each folder is a Django app."""
