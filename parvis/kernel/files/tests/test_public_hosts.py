# SPDX-License-Identifier: AGPL-3.0-or-later
"""No server inside our own network is called, however its address is written."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest

from parvis.kernel.files import public_hosts
from parvis.kernel.files.public_hosts import NotPublic, PublicTransport, addresses_of, is_private_number, is_public


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.7", "192.168.1.1", "172.16.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "255.255.255.255", "::1", "::", "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.7",
        "64:ff9b::7f00:1", "64:ff9b::a00:7", "2002:7f00:1::", "localhost", "",
    ],
)  # fmt: skip
def test_what_is_inside_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.215.14", "2a00:1450:4007::1", "64:ff9b::5db8:d70e"])
def test_what_is_outside_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("host", ["127.0.0.1", "2130706433", "017700000001", "0x7f000001", "127.1", "[::1]"])
def test_numbers_of_every_kind_are_read(host: str) -> None:
    assert is_private_number(host)


@pytest.mark.parametrize("host", ["93.184.215.14", "partenaire.example"])
def test_a_public_number_or_a_name_is_no_private_number(host: str) -> None:
    assert not is_private_number(host)


class _Answer(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.server.seen.append(self.headers["Host"])  # type: ignore[attr-defined]
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"inside")

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        return


@pytest.fixture
def inside() -> Iterator[Any]:
    """A server of this machine that notes who called it."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Answer)
    server.seen = []  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]"])
def test_a_server_inside_hears_nothing(inside: Any, host: str) -> None:
    with httpx.Client(transport=PublicTransport()) as http, pytest.raises(NotPublic):
        http.get(f"http://{host}:{inside.server_address[1]}/metrics")
    assert inside.seen == []


def test_a_name_with_one_address_inside_is_not_called(inside: Any) -> None:
    transport = PublicTransport(resolve=lambda _host, _port: ["93.184.215.14", "127.0.0.1"])
    with httpx.Client(transport=transport) as http, pytest.raises(NotPublic):
        http.get(f"http://partenaire.example:{inside.server_address[1]}/")


def test_a_server_that_the_it_team_has_named_is_called(inside: Any) -> None:
    with httpx.Client(transport=PublicTransport(known=["LOCALHOST"])) as http:
        assert http.get(f"http://localhost:{inside.server_address[1]}/").text == "inside"


def test_the_connection_goes_to_the_address_that_was_checked(inside: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def resolve(host: str, _port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"]

    monkeypatch.setattr(public_hosts, "is_public", lambda address: address == "127.0.0.1")
    port = inside.server_address[1]
    with httpx.Client(transport=PublicTransport(resolve=resolve)) as http:
        assert http.get(f"http://partenaire.example:{port}/").text == "inside"
    assert (asked, inside.seen) == (["partenaire.example"], [f"partenaire.example:{port}"])


def test_certificates_are_still_asked_for() -> None:
    context = PublicTransport()._pool._ssl_context
    assert context is not None
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)


def test_an_unknown_name_has_no_address() -> None:
    assert addresses_of("nobody.invalid", 443) == []
