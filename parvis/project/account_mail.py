# SPDX-License-Identifier: AGPL-3.0-or-later
"""Joins the accounts' messages to the installation's way of sending them."""

from __future__ import annotations

from typing import Any

from django.core.mail import send_mail


def send(*, email: str, person: Any | None, kind: str, key: str, subject: str, body: str, url: str = "") -> None:
    """The `Mailer` that `settings.ACCOUNTS_MAILER` names."""
    send_mail(subject, body, None, [email])
