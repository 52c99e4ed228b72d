# SPDX-License-Identifier: AGPL-3.0-or-later
"""Messages as files, for demonstrations, tests and towns whose mail program reads a folder; and on the console."""

from __future__ import annotations

import hashlib
import os
import re
import sys
from collections.abc import Callable
from pathlib import Path

from django.conf import settings

from parvis.kernel.notifications.channels.base import Found, Outgoing
from parvis.kernel.notifications.channels.compose import email_message, sms_text
from parvis.kernel.notifications.settings import NotificationsSettings


class EmailFolder:
    """One `.eml` file a message in `var/mail`: exactly once, since the file's name is the message's key."""

    lease_s = 20
    folder, suffix = "mail", "eml"

    def __init__(self, options: NotificationsSettings) -> None:
        self.options = options

    def send(self, message: Outgoing, hand_over: Callable[[], None]) -> str:
        """Writes the file aside, then gives it its name, which fails quietly if the name is taken."""
        path = self._path(message)
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = path.with_name(f".{message.message_id}-{os.getpid()}.part")
        with aside.open("wb") as file:
            file.write(self._content(message))
            file.flush()
            os.fsync(file.fileno())
        hand_over()
        try:
            os.link(aside, path)
        except FileExistsError:
            pass
        finally:
            aside.unlink()
        _sync(path.parent)
        return path.name

    def look_up(self, message: Outgoing) -> Found:
        """The file is there, or it is not."""
        return Found.SENT if self._path(message).exists() else Found.NOT_SENT

    def _content(self, message: Outgoing) -> bytes:
        return email_message(message, self.options).as_bytes()

    def _path(self, message: Outgoing) -> Path:
        return Path(settings.VAR_DIR) / self.folder / f"{file_name(message.key)}.{self.suffix}"


class SmsFolder(EmailFolder):
    """One `.txt` file an SMS in `var/sms`."""

    folder, suffix = "sms", "txt"

    def _content(self, message: Outgoing) -> bytes:
        return f"{message.address}\n\n{sms_text(message)}\n".encode()


class ConsoleEmail:
    """E-mail on standard error, for development; nothing is kept."""

    lease_s = 20

    def __init__(self, options: NotificationsSettings) -> None:
        self.options = options

    def send(self, message: Outgoing, hand_over: Callable[[], None]) -> str:
        """Prints the message."""
        hand_over()
        sys.stderr.write(f"{email_message(message, self.options).as_string()}\n{'-' * 78}\n")
        return ""

    def look_up(self, message: Outgoing) -> Found:
        """Nobody can tell what a terminal has shown."""
        return Found.UNKNOWN


def file_name(key: str) -> str:
    """A name for a key: readable, safe, and different for different keys."""
    readable = re.sub(r"[^A-Za-z0-9._-]+", "-", key).strip("-.")[:80]
    return f"{readable}-{hashlib.sha256(key.encode()).hexdigest()[:12]}"


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
