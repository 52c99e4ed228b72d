# SPDX-License-Identifier: AGPL-3.0-or-later
"""Table `[notifications]` of the town's file. Passwords and secrets come from the environment only."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class NotificationsSettings:
    """How messages leave."""

    email_backend: Literal["smtp", "file", "console"] = "file"
    """`smtp`, `file` (one `.eml` a message in `var/mail`) or `console`."""
    from_email: str = ""
    """The sender; the town's contact address by default."""
    smtp_host: str = "localhost"
    smtp_port: int = 25
    smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    """`starttls`, `tls` or `none`."""
    smtp_user: str = ""
    """Its password is `PARVIS_SMTP_PASSWORD`."""
    smtp_timeout_s: float = 15.0
    sms_provider: Literal["", "ovh", "file"] = ""
    """`ovh`, `file` (one `.txt` a message in `var/sms`), or empty: no SMS."""
    ovh_endpoint: str = "https://eu.api.ovh.com/1.0"
    ovh_service: str = ""
    """The SMS account, `sms-xx00000-1`. Keys: `PARVIS_OVH_APPLICATION_KEY`, `_APPLICATION_SECRET`, `_CONSUMER_KEY`."""
    sms_sender: str = ""
    push_services: tuple[str, ...] = (
        "https://fcm.googleapis.com",
        "https://*.push.services.mozilla.com",
        "https://*.push.apple.com",
        "https://*.notify.windows.com",
    )
    """Where a browser's subscription may point: nothing else is ever called."""
    quiet_from: int = 21
    """From this hour of the evening …"""
    quiet_until: int = 8
    """… until this hour of the morning, no SMS and no push, unless urgent."""
    keep_codes_hours: int = 24
    """When a message with a code or a link that opens something is emptied, even if it never left."""
    keep_sent_days: int = 30
    keep_inbox_days: int = 365
