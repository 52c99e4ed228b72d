# SPDX-License-Identifier: AGPL-3.0-or-later
"""The way out for this app's messages.

Notifications lean on accounts, so accounts cannot import them: the composition root names the
function that sends, in `settings.ACCOUNTS_MAILER`.
"""

from __future__ import annotations

from typing import Any, Protocol

from django.conf import settings

from parvis.kernel.registry.catalogue import load


class Mailer(Protocol):
    """Writes one message into the outbox, in the caller's transaction."""

    def __call__(
        self, *, email: str, person: Any | None, kind: str, key: str, subject: str, body: str, url: str = ""
    ) -> None:
        """`key` is unique: the same key never leaves twice. `kind` is `<app>.<what>`. `url` is set below the body."""
        ...


def send_mail(*, email: str, person: Any | None, kind: str, key: str, subject: str, body: str, url: str = "") -> None:
    """Hands one message over to the mailer of the installation."""
    mailer: Mailer = load(settings.ACCOUNTS_MAILER)
    mailer(email=email, person=person, kind=kind, key=key, subject=subject, body=body, url=url)
