# SPDX-License-Identifier: AGPL-3.0-or-later
"""The texts that leave: an e-mail in plain text and in sober HTML, an SMS, a notification."""

from __future__ import annotations

import json
import re
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from parvis.kernel.notifications.channels.base import Outgoing, PermanentFailure
from parvis.kernel.notifications.queries import unsubscribe_token
from parvis.kernel.notifications.rules import is_compulsory
from parvis.kernel.notifications.settings import NotificationsSettings

SMS_LENGTH: Final = 459
"""Three concatenated messages of the GSM alphabet (3GPP TS 23.040): beyond, a town pays for novels."""
PUSH_LENGTH: Final = 240


def email_message(message: Outgoing, options: NotificationsSettings) -> EmailMessage:
    """The whole e-mail. Two attempts at one message give the same bytes but for the MIME boundary.

    Raises:
        PermanentFailure: the address cannot stand in a header.
    """
    with translation.override(message.language):
        unsubscribe = unsubscribe_url(message)
        context = {
            "subject": message.subject,
            "paragraphs": paragraphs(message.body, message.url),
            "url": message.url,
            "town": settings.TOWN,
            "unsubscribe_url": unsubscribe,
            "language": message.language,
        }
        text = render_to_string("notifications/email.txt", context)
        html = render_to_string("notifications/email.html", context)
    made = EmailMessage(policy=SMTP)
    try:
        made["To"] = Address(addr_spec=message.address)
        made["From"] = _sender(options)
        made["Subject"] = message.subject
    except (ValueError, IndexError) as error:
        raise PermanentFailure(f"an address or the subject cannot stand in an e-mail: {error}") from error
    made["Date"] = format_datetime(message.created_at)
    made["Message-ID"] = f"<{message.message_id}@{host()}>"
    made["Auto-Submitted"] = "auto-generated"  # RFC 3834: answering machines stay silent
    if unsubscribe:
        made["List-Unsubscribe"] = f"<{unsubscribe}>"
        made["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"  # RFC 8058
    made.set_content(text)
    made.add_alternative(html, subtype="html")
    return made


def sms_text(message: Outgoing) -> str:
    """The subject and the address of the page; the subject gives way if both are too long."""
    end = f" {message.url}" if message.url else ""
    room = SMS_LENGTH - len(end)
    subject = message.subject if len(message.subject) <= room else message.subject[: room - 1] + "…"
    return f"{subject}{end}"


def push_payload(message: Outgoing) -> str:
    """JSON for the service worker: `title`, `body`, `url`, `tag`. A second copy replaces the first: same `tag`."""
    first = paragraphs(message.body, message.url)[:1]
    body = first[0] if first else ""
    body = body if len(body) <= PUSH_LENGTH else body[: PUSH_LENGTH - 1] + "…"
    path = message.url.removeprefix(settings.BASE_URL) or "/me/messages/"
    return json.dumps(
        {"title": message.subject, "body": body, "url": path, "tag": message.message_id}, ensure_ascii=False
    )


def unsubscribe_url(message: Outgoing) -> str:
    """The one-click address for this kind and address; empty for a compulsory kind."""
    if is_compulsory(message.kind):
        return ""
    token = unsubscribe_token(address=message.address, kind=message.kind)
    return f"{settings.BASE_URL}{reverse('notifications:unsubscribe', args=[token])}"


def paragraphs(body: str, url: str) -> list[str]:
    """The text's paragraphs, without one that is only the address that the button carries."""
    parts = [part.strip() for part in re.split(r"\n\s*\n", body.replace("\r\n", "\n"))]
    return [part for part in parts if part and part != url]


def host() -> str:
    """The portal's host name: the right side of our Message-IDs."""
    return urlsplit(settings.BASE_URL).hostname or "localhost"


def _sender(options: NotificationsSettings) -> Address:
    address = options.from_email or settings.TOWN.contact.email or f"ne-pas-repondre@{host()}"
    return Address(display_name=settings.TOWN.name, addr_spec=address)
