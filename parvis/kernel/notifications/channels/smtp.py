# SPDX-License-Identifier: AGPL-3.0-or-later
"""E-mail by SMTP (RFC 5321), over a connection that each thread keeps for a while."""

from __future__ import annotations

import os
import smtplib
import ssl
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from email.message import EmailMessage

from parvis.kernel.notifications.channels.base import Found, Outgoing, PermanentFailure, TemporaryFailure
from parvis.kernel.notifications.channels.compose import email_message
from parvis.kernel.notifications.settings import NotificationsSettings

IDLE_S = 20.0
_kept = threading.local()


class SmtpEmail:
    """The town's mail server.

    `send` goes through MAIL and RCPT first: whatever is refused there has left nothing. Only then it
    says `hand_over` and transmits the text; the server owns the message once it has answered 250 to
    the final dot. If we die between the two, nobody can ask an SMTP server what became of it:
    `look_up` says so, and the message is sent again with the same Message-ID, by which mailboxes
    recognise a copy. See `docs/kernel/notifications.md`.
    """

    lease_s = 180

    def __init__(self, options: NotificationsSettings) -> None:
        self.options = options

    def send(self, message: Outgoing, hand_over: Callable[[], None]) -> str:
        """Transmits the message; returns the server's answer."""
        composed = email_message(message, self.options)
        deadline = time.monotonic() + self.lease_s / 2
        try:
            link = self._link()
            return _transmit(link, composed, hand_over, deadline)
        except smtplib.SMTPResponseException as error:
            _drop()
            raise _failure(error.smtp_code, error.smtp_error) from error
        except (smtplib.SMTPException, OSError) as error:
            _drop()
            raise TemporaryFailure(f"{type(error).__name__}: {error}") from error

    def look_up(self, message: Outgoing) -> Found:
        """SMTP has no such question."""
        return Found.UNKNOWN

    def _link(self) -> smtplib.SMTP:
        link: smtplib.SMTP | None = getattr(_kept, "link", None)
        same = getattr(_kept, "options", None) == self.options
        if link is not None and same and time.monotonic() - _kept.used_at < IDLE_S:
            with suppress(smtplib.SMTPException, OSError):
                if link.noop()[0] == 250:
                    return link
        _drop()
        link = self._connected()
        _kept.link, _kept.options, _kept.used_at = link, self.options, time.monotonic()
        return link

    def _connected(self) -> smtplib.SMTP:
        options = self.options
        context = ssl.create_default_context()
        if options.smtp_security == "tls":
            link: smtplib.SMTP = smtplib.SMTP_SSL(
                options.smtp_host, options.smtp_port, timeout=options.smtp_timeout_s, context=context
            )
        else:
            link = smtplib.SMTP(options.smtp_host, options.smtp_port, timeout=options.smtp_timeout_s)
            if options.smtp_security == "starttls":
                link.starttls(context=context)
        if options.smtp_user:
            link.login(options.smtp_user, os.environ.get("PARVIS_SMTP_PASSWORD", ""))
        return link


def _transmit(link: smtplib.SMTP, composed: EmailMessage, hand_over: Callable[[], None], deadline: float) -> str:
    """One transaction of RFC 5321, 3.3, with our own word between RCPT and DATA."""
    link.ehlo_or_helo_if_needed()
    sender, recipient = composed["From"].addresses[0].addr_spec, composed["To"].addresses[0].addr_spec
    utf8 = ["SMTPUTF8"] if not recipient.isascii() and link.has_extn("smtputf8") else []
    _expect(link.mail(sender, utf8), {250})
    _expect(link.rcpt(recipient), {250, 251})
    if time.monotonic() > deadline:
        raise TemporaryFailure("the server answers too slowly")
    hand_over()
    answer = link.data(composed.as_bytes())
    _expect(answer, {250})
    _kept.used_at = time.monotonic()
    return answer[1].decode("utf-8", "replace")[:200]


def _expect(answer: tuple[int, bytes], codes: set[int]) -> None:
    if answer[0] not in codes:
        raise smtplib.SMTPResponseException(answer[0], answer[1])


def _failure(code: int, text: bytes | str) -> TemporaryFailure | PermanentFailure:
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    if 500 <= code < 600:
        # RFC 3463: X.1.1 bad mailbox, X.1.2 bad domain, X.1.10 null MX; 550 and 553 without such a code.
        dead = any(mark in words for mark in ("5.1.1", "5.1.2", "5.1.10")) or (code in (550, 553) and "5." not in words)
        return PermanentFailure(f"{code} {words}", address_is_dead=dead)
    return TemporaryFailure(f"{code} {words}")


def _drop() -> None:
    link: smtplib.SMTP | None = getattr(_kept, "link", None)
    _kept.link = None
    if link is not None:
        with suppress(smtplib.SMTPException, OSError):
            link.close()
