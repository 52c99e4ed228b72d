# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages: `public` for residents, `agents` for the desk."""
