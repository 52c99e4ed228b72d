# SPDX-License-Identifier: AGPL-3.0-or-later
"""How messages leave: one module a way, all of the same shape (`base.Sender`).

Only who sends loads the library of Web Push, which weighs as much as a tenth of a process.
"""

from __future__ import annotations

from parvis.kernel.notifications.channels.base import Sender
from parvis.kernel.notifications.channels.folder import ConsoleEmail, EmailFolder, SmsFolder
from parvis.kernel.notifications.channels.ovh import OvhSms
from parvis.kernel.notifications.channels.smtp import SmtpEmail
from parvis.kernel.notifications.rules import Channel
from parvis.kernel.notifications.settings import NotificationsSettings
from parvis.kernel.registry.catalogue import load

_EMAIL: dict[str, type[Sender]] = {"smtp": SmtpEmail, "file": EmailFolder, "console": ConsoleEmail}
_SMS: dict[str, type[Sender]] = {"ovh": OvhSms, "file": SmsFolder}


class NoSender(Exception):  # noqa: N818
    """The town's file names no way, or an unknown one, for this channel."""


def sender_for(channel: str, options: NotificationsSettings) -> Sender:
    """The sender that the town's file chooses for a channel.

    Raises:
        NoSender: there is none.
    """
    kind: type[Sender] | None
    name: str
    if channel == Channel.EMAIL:
        kind, name = _EMAIL.get(options.email_backend), options.email_backend
    elif channel == Channel.SMS:
        kind, name = _SMS.get(options.sms_provider), options.sms_provider
    else:
        kind, name = load("parvis.kernel.notifications.channels.push:WebPush"), "push"
    if kind is None:
        raise NoSender(f"{channel}: “{name}”")
    return kind(options)
