# SPDX-License-Identifier: AGPL-3.0-or-later
"""The composition root: settings, addresses, server and the `parvis` command."""
