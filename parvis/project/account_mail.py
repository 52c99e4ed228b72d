# SPDX-License-Identifier: AGPL-3.0-or-later
"""Joins the accounts' messages to the outbox: accounts come before notifications and may not import them."""

from __future__ import annotations

from typing import Any

from parvis.kernel.notifications.operations import notify
from parvis.kernel.notifications.recipients import Recipient


def send(*, email: str, person: Any | None, kind: str, key: str, subject: str, body: str, url: str = "") -> None:
    """The `Mailer` that `settings.ACCOUNTS_MAILER` names.

    Goes to the bare address and at any hour: a code belongs to the address that it proves, not to the
    inbox of a person who may not be its owner, and somebody waits for it.
    """
    notify(
        recipient=Recipient(email=email, language=person.language if person is not None else ""),
        kind=kind,
        key=key,
        subject=subject,
        body_text=body,
        url=url,
        channels=["email"],
        urgent=True,
    )
