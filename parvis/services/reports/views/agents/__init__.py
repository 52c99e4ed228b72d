# SPDX-License-Identifier: AGPL-3.0-or-later
"""The agents' desk: queue and case side by side, calls, rounds, figures, settings."""
