# SPDX-License-Identifier: AGPL-3.0-or-later
"""Views of the shell: `shell` serves its files, `errors` answers when something is wrong."""
