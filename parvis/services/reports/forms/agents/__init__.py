# SPDX-License-Identifier: AGPL-3.0-or-later
"""What agents type and choose at their desk."""
