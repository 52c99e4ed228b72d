# SPDX-License-Identifier: AGPL-3.0-or-later
"""SMS against a local server that checks OVHcloud's signature; push against one that decrypts and checks VAPID."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

import http_ece
import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from parvis.kernel.accounts.models import Person
from parvis.kernel.audit.actors import Actor
from parvis.kernel.notifications import operations
from parvis.kernel.notifications.channels import push, vapid
from parvis.kernel.notifications.channels.base import Found, Outgoing, PermanentFailure, TemporaryFailure
from parvis.kernel.notifications.channels.ovh import OvhSms, tag_of
from parvis.kernel.notifications.models import PushSubscription
from parvis.kernel.notifications.settings import NotificationsSettings

MESSAGE = Outgoing(
    message_id="8f14e45f-ceea-467f-9f0b-0123456789ab",
    key="k:sms",
    kind="reports.status",
    address="+33612345678",
    subject="Signalement SIG-2026-00001 : c’est réparé",
    body="Le lampadaire de la rue de l’Église fonctionne.\n\nMerci.",
    url="http://127.0.0.1:8000/s/1",
    language="fr",
    created_at=dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC),
)
SECRETS = {"APPLICATION_KEY": "ak", "APPLICATION_SECRET": "as", "CONSUMER_KEY": "ck"}


class Remote(ThreadingHTTPServer):
    """A provider that answers as it is told and remembers what it was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[dict[str, Any]] = []
        self.answers: list[tuple[int, Any]] = []
        self.origin = f"http://127.0.0.1:{self.server_address[1]}"


class Handler(BaseHTTPRequestHandler):
    server: Remote
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {key.lower(): value for key, value in self.headers.items()}
        self.server.asked.append({"method": self.command, "path": self.path, "headers": headers, "body": body})
        status, answer = self.server.answers.pop(0)
        text = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(text)))
        self.send_header("Location", "/message/1")
        self.end_headers()
        self.wfile.write(text)

    do_GET = do_POST  # noqa: N815

    def log_message(self, *_arguments: Any) -> None:
        """Silent."""


@pytest.fixture
def remote() -> Iterator[Remote]:
    with Remote() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def ovh(remote: Remote, monkeypatch: pytest.MonkeyPatch) -> OvhSms:
    for name, value in SECRETS.items():
        monkeypatch.setenv(f"PARVIS_OVH_{name}", value)
    options = NotificationsSettings(ovh_endpoint=f"{remote.origin}/1.0", ovh_service="sms-ab1-1", sms_sender="Valorne")
    return OvhSms(options)


def signed(remote: Remote, asked: dict[str, Any]) -> bool:
    """OVHcloud's check of a call, as its “First steps” describe it."""
    headers = asked["headers"]
    parts = (
        "as",
        "ck",
        asked["method"],
        remote.origin + asked["path"],
        asked["body"].decode(),
        headers["x-ovh-timestamp"],
    )
    return headers["x-ovh-signature"] == "$1$" + hashlib.sha1("+".join(parts).encode()).hexdigest()


def test_an_sms_is_asked_for_as_the_api_says(remote: Remote, ovh: OvhSms) -> None:
    remote.answers = [(200, {"ids": [123], "invalidReceivers": [], "totalCreditsRemoved": 1, "validReceivers": ["x"]})]
    announced: list[int] = []
    assert ovh.send(MESSAGE, lambda: announced.append(len(remote.asked))) == "123"
    assert announced == [0]
    (asked,) = remote.asked
    assert asked["path"] == "/1.0/sms/sms-ab1-1/jobs"
    assert signed(remote, asked)
    assert json.loads(asked["body"]) == {
        "receivers": ["+33612345678"],
        "message": "Signalement SIG-2026-00001 : c’est réparé http://127.0.0.1:8000/s/1",
        "noStopClause": True,
        "priority": "high",
        "tag": tag_of(MESSAGE),
        "validityPeriod": 2880,
        "sender": "Valorne",
    }


def test_a_doubtful_sms_is_looked_up_by_its_tag(remote: Remote, ovh: OvhSms) -> None:
    remote.answers = [(200, [123]), (200, []), (500, {})]
    assert [ovh.look_up(MESSAGE) for _number in range(3)] == [Found.SENT, Found.NOT_SENT, Found.UNKNOWN]
    asked = remote.asked[0]
    assert parse_qs(urlsplit(asked["path"]).query) == {"tag": [tag_of(MESSAGE)]}
    assert signed(remote, asked)


@pytest.mark.parametrize(
    ("status", "answer", "failure"),
    [
        (200, {"ids": [], "invalidReceivers": ["+33612345678"]}, PermanentFailure),
        (400, {"message": "bad"}, PermanentFailure),
        (403, {"message": "no credit"}, TemporaryFailure),
        (503, {}, TemporaryFailure),
    ],
)
def test_refusals_of_the_provider(
    remote: Remote, ovh: OvhSms, status: int, answer: Any, failure: type[Exception]
) -> None:
    remote.answers = [(status, answer)]
    with pytest.raises(failure):
        ovh.send(MESSAGE, lambda: None)


class Browser:
    """A browser's side of RFC 8291."""

    key: ClassVar[ec.EllipticCurvePrivateKey] = ec.generate_private_key(ec.SECP256R1())
    auth = b"0123456789abcdef"

    @classmethod
    def public(cls) -> bytes:
        form = serialization.PublicFormat.UncompressedPoint
        return cls.key.public_key().public_bytes(serialization.Encoding.X962, form)


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def unb64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@pytest.fixture
def person(db: None) -> Person:
    return Person.objects.create_user("ada@example.org")


@pytest.fixture
def options(remote: Remote, monkeypatch: pytest.MonkeyPatch) -> NotificationsSettings:
    made = NotificationsSettings(push_services=(remote.origin,))
    monkeypatch.setattr("parvis.kernel.notifications.operations.choices.service_settings", lambda _slug: made)
    return made


def subscribe(person: Person, endpoint: str) -> PushSubscription:
    actor = Actor(kind="person", label="Ada", person=person)
    return operations.subscribe_browser(actor, endpoint=endpoint, p256dh=b64(Browser.public()), auth=b64(Browser.auth))


def to(subscription: PushSubscription) -> Outgoing:
    return Outgoing(**{**MESSAGE.__dict__, "address": str(subscription.pk)})


def test_a_notification_is_encrypted_for_the_browser_and_signed_by_us(
    remote: Remote, person: Person, options: NotificationsSettings
) -> None:
    remote.answers = [(201, {})]
    subscription = subscribe(person, f"{remote.origin}/push/abc")
    assert push.WebPush(options).send(to(subscription), lambda: None) == "/message/1"
    (asked,) = remote.asked
    assert asked["headers"]["content-encoding"] == "aes128gcm"
    assert asked["headers"]["topic"] == MESSAGE.message_id.replace("-", "")
    plain = http_ece.decrypt(asked["body"], private_key=Browser.key, auth_secret=Browser.auth, version="aes128gcm")
    assert json.loads(plain) == {
        "title": MESSAGE.subject,
        "body": "Le lampadaire de la rue de l’Église fonctionne.",
        "url": "/s/1",
        "tag": MESSAGE.message_id,
    }
    scheme, _space, rest = asked["headers"]["authorization"].partition(" ")
    assert scheme == "vapid"
    fields = dict(part.strip().split("=", 1) for part in rest.split(","))
    assert fields["k"] == vapid.public_key()
    head, claims, signature = fields["t"].split(".")
    assert json.loads(unb64(claims))["aud"] == remote.origin
    raw = unb64(signature)
    der = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), unb64(fields["k"]))
    key.verify(der, f"{head}.{claims}".encode(), ec.ECDSA(hashes.SHA256()))


@pytest.mark.parametrize(
    ("status", "failure", "kept"), [(410, PermanentFailure, 0), (429, TemporaryFailure, 1), (400, PermanentFailure, 1)]
)
def test_answers_of_the_push_service(
    remote: Remote, person: Person, options: NotificationsSettings, status: int, failure: type[Exception], kept: int
) -> None:
    remote.answers = [(status, {})]
    subscription = subscribe(person, f"{remote.origin}/push/abc")
    with pytest.raises(failure):
        push.WebPush(options).send(to(subscription), lambda: None)
    assert PushSubscription.objects.count() == kept


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://127.0.0.1:5432/",
        "https://internal.example/",
        "https://fcm.googleapis.com.evil.example/x",
        "https://evil@fcm.googleapis.com/x",
        "https://evil.example/?https://fcm.googleapis.com",
        "https://127.0.0.1:9200\\.notify.windows.com/",
        "https://evil.example\\.push.apple.com/x",
        "file:///etc/passwd",
    ],
)
def test_a_subscription_can_only_point_to_a_known_push_service(person: Person, endpoint: str) -> None:
    with pytest.raises(operations.SubscriptionRefused):
        subscribe(person, endpoint)


def test_our_key_is_made_once_and_kept_private(var_dir: Any) -> None:
    first = vapid.public_key()
    assert vapid.public_key() == first
    assert (var_dir / "vapid.pem").stat().st_mode & 0o777 == 0o600
    assert len(unb64(first)) == 65


def test_a_page_does_not_load_what_only_senders_need() -> None:
    code = (
        "import sys, django; django.setup(); import parvis.project.asgi; from django.urls import get_resolver;"
        "get_resolver().url_patterns;"
        "print(*(name for name in ('pywebpush', 'aiohttp', 'polars', 'numba') if name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
