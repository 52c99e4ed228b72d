# SPDX-License-Identifier: AGPL-3.0-or-later
"""Forms of the accounts: allauth's, in our words, and those of the personal space."""
