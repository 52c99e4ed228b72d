# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people type in the service's pages."""
