# SPDX-License-Identifier: AGPL-3.0-or-later
"""A real SMTP conversation: stable Message-ID, connection kept, refusals told apart, nothing sent unannounced."""

from __future__ import annotations

import datetime as dt
import socket
from collections.abc import Iterator
from email import message_from_bytes, policy
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from parvis.kernel.notifications.channels import smtp
from parvis.kernel.notifications.channels.base import Found, Outgoing, PermanentFailure, TemporaryFailure
from parvis.kernel.notifications.settings import NotificationsSettings

MESSAGE = Outgoing(
    message_id="8f14e45f-ceea-467f-9f0b-0123456789ab",
    key="k:email",
    kind="reports.status",
    address="ada@example.org",
    subject="Réparé : le lampadaire n° 12",
    body="Bonjour,\n\nc’est réparé.\n.\n..point",
    url="",
    language="fr",
    created_at=dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC),
)


class Mailbox:
    """Keeps what it receives; refuses what it is told to refuse."""

    def __init__(self) -> None:
        self.received: list[Any] = []
        self.sessions: set[int] = set()
        self.refuse_recipient = ""
        self.refuse_data = ""

    async def handle_RCPT(self, _server: Any, session: Any, envelope: Any, address: str, _options: Any) -> str:
        self.sessions.add(id(session))
        if self.refuse_recipient:
            return self.refuse_recipient
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        if self.refuse_data:
            return self.refuse_data
        self.received.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 2.0.0 queued as 4XyZ"


@pytest.fixture
def mailbox() -> Iterator[tuple[Mailbox, NotificationsSettings]]:
    smtp._drop()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    handler = Mailbox()
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield (
            handler,
            NotificationsSettings(smtp_host="127.0.0.1", smtp_port=port, smtp_security="none", smtp_timeout_s=5),
        )
    finally:
        smtp._drop()
        controller.stop()


def test_the_message_arrives_with_a_stable_id_over_one_connection(mailbox: tuple[Mailbox, Any]) -> None:
    handler, options = mailbox
    announced: list[int] = []
    sender = smtp.SmtpEmail(options)
    for _attempt in range(3):
        reference = sender.send(MESSAGE, lambda: announced.append(len(handler.received)))
    assert reference.endswith("queued as 4XyZ")
    assert announced == [0, 1, 2], "said before the text leaves, each time"
    assert {mail["Message-ID"] for mail in handler.received} == {f"<{MESSAGE.message_id}@127.0.0.1>"}
    assert len(handler.sessions) == 1
    mail = handler.received[0]
    assert mail["Subject"] == MESSAGE.subject
    assert "c’est réparé." in mail.get_body(("plain",)).get_content()
    assert "..point" in mail.get_body(("plain",)).get_content()
    assert sender.look_up(MESSAGE) is Found.UNKNOWN


@pytest.mark.parametrize(
    ("answer", "failure", "dead"),
    [
        ("550 5.1.1 no such user", PermanentFailure, True),
        ("554 5.7.1 refused as spam", PermanentFailure, False),
        ("450 4.2.1 greylisted", TemporaryFailure, False),
    ],
)
def test_a_refused_recipient_has_left_nothing(
    mailbox: tuple[Mailbox, Any], answer: str, failure: type[Exception], dead: bool
) -> None:
    handler, options = mailbox
    handler.refuse_recipient = answer
    announced: list[int] = []
    with pytest.raises(failure) as caught:
        smtp.SmtpEmail(options).send(MESSAGE, lambda: announced.append(1))
    assert announced == []
    assert getattr(caught.value, "address_is_dead", False) is dead


def test_a_refused_text_is_tried_again_later(mailbox: tuple[Mailbox, Any]) -> None:
    handler, options = mailbox
    handler.refuse_data = "452 4.3.1 disk full"
    with pytest.raises(TemporaryFailure, match="disk full"):
        smtp.SmtpEmail(options).send(MESSAGE, lambda: None)
    handler.refuse_data = ""
    smtp.SmtpEmail(options).send(MESSAGE, lambda: None)
    assert len(handler.received) == 1


def test_no_server_is_a_temporary_failure() -> None:
    smtp._drop()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = NotificationsSettings(smtp_host="127.0.0.1", smtp_port=port, smtp_security="none", smtp_timeout_s=1)
    with pytest.raises(TemporaryFailure):
        smtp.SmtpEmail(options).send(MESSAGE, lambda: None)
