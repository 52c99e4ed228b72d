# SPDX-License-Identifier: AGPL-3.0-or-later
"""Messages to people: outbox, e-mail, SMS, web push, inbox; see `docs/kernel/notifications.md`."""
