# SPDX-License-Identifier: AGPL-3.0-or-later
"""Uploads: checked, re-encoded, stored durably, served by signed addresses; see `docs/kernel/files.md`."""
