# SPDX-License-Identifier: AGPL-3.0-or-later
"""One to all and many to many, door to door: how far one comes from a point, and seconds between many points."""
