# SPDX-License-Identifier: AGPL-3.0-or-later
"""Computing without Django and without input or output outside `loader` modules."""
