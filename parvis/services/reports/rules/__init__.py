# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pure decisions of the service: states, deadlines, questions, routing, likeness. No ORM, no clock, no settings."""
