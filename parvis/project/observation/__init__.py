# SPDX-License-Identifier: AGPL-3.0-or-later
"""How the IT team sees the platform work: probes, figures, one log line per request; never personal data."""
