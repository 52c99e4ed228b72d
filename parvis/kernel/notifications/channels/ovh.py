# SPDX-License-Identifier: AGPL-3.0-or-later
"""SMS by OVHcloud: `POST /sms/{service}/jobs`, `GET /sms/{service}/outgoing?tag=` (OVHcloud API, SMS cookbook).

Each call is signed: `$1$` and the SHA-1 of secret, consumer key, method, address, body and time,
joined by `+` (OVHcloud, “First steps with the API”).
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlencode

import httpx

from parvis.kernel.notifications.channels.base import Found, Outgoing, PermanentFailure, TemporaryFailure
from parvis.kernel.notifications.channels.compose import sms_text
from parvis.kernel.notifications.settings import NotificationsSettings

TIMEOUT_S = 15.0
TAG_LENGTH = 20
VALIDITY_MINUTES = 2880


class OvhSms:
    """OVHcloud's SMS service. Each message carries a tag of its own, by which a doubtful one is looked up."""

    lease_s = 90

    def __init__(self, options: NotificationsSettings) -> None:
        self.options = options

    def send(self, message: Outgoing, hand_over: Callable[[], None]) -> str:
        """Creates the SMS; returns OVHcloud's identifier of it."""
        body = {
            "receivers": [message.address],
            "message": sms_text(message),
            "noStopClause": True,  # it is no advertisement: no “STOP” line, and no night delay at the provider
            "priority": "high",
            "tag": tag_of(message),
            "validityPeriod": VALIDITY_MINUTES,
            **({"sender": self.options.sms_sender} if self.options.sms_sender else {"senderForResponse": True}),
        }
        hand_over()
        answer = self._call("POST", "jobs", body=body)
        if answer.get("invalidReceivers"):
            raise PermanentFailure(f"OVHcloud refuses the number: {answer['invalidReceivers']}", address_is_dead=True)
        return ",".join(str(each) for each in answer.get("ids", []))[:200]

    def look_up(self, message: Outgoing) -> Found:
        """Asks for the outgoing messages that carry our tag."""
        try:
            return Found.SENT if self._call("GET", "outgoing", query={"tag": tag_of(message)}) else Found.NOT_SENT
        except (TemporaryFailure, PermanentFailure):
            return Found.UNKNOWN

    def _call(self, method: str, what: str, *, body: Any = None, query: dict[str, str] | None = None) -> Any:
        base = f"{self.options.ovh_endpoint}/sms/{quote(self.options.ovh_service, safe='')}/{what}"
        url = f"{base}?{urlencode(query)}" if query else base
        text = json.dumps(body, ensure_ascii=False) if body is not None else ""
        try:
            answer = httpx.request(
                method, url, content=text.encode(), headers=_headers(method, url, text), timeout=TIMEOUT_S
            )
        except httpx.HTTPError as error:
            raise TemporaryFailure(f"{type(error).__name__}: {error}") from error
        if answer.status_code >= 500 or answer.status_code in (401, 402, 403, 408, 429):
            raise TemporaryFailure(f"OVHcloud answers {answer.status_code}: {answer.text[:200]}")
        if answer.status_code >= 400:
            raise PermanentFailure(f"OVHcloud answers {answer.status_code}: {answer.text[:200]}")
        return answer.json()


def tag_of(message: Outgoing) -> str:
    """At most twenty characters, the same at each attempt."""
    return hashlib.sha256(message.key.encode()).hexdigest()[:TAG_LENGTH]


def _headers(method: str, url: str, body: str) -> dict[str, str]:
    key, secret, consumer = (
        os.environ.get(f"PARVIS_OVH_{name}", "") for name in ("APPLICATION_KEY", "APPLICATION_SECRET", "CONSUMER_KEY")
    )
    now = str(int(time.time()))
    signed = "+".join((secret, consumer, method, url, body, now))
    digest = hashlib.sha1(signed.encode()).hexdigest()  # noqa: S324 - OVHcloud's protocol says SHA-1
    return {
        "Content-Type": "application/json; charset=utf-8",
        "X-Ovh-Application": key,
        "X-Ovh-Consumer": consumer,
        "X-Ovh-Timestamp": now,
        "X-Ovh-Signature": f"$1${digest}",
    }
