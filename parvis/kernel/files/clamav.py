# SPDX-License-Identifier: AGPL-3.0-or-later
"""The antivirus: ClamAV's daemon over its INSTREAM command (clamd(8))."""

from __future__ import annotations

import socket
import struct
from dataclasses import dataclass

CHUNK_BYTES = 1 << 16


class ScannerDown(Exception):  # noqa: N818
    """The antivirus does not answer; the file waits."""


@dataclass(frozen=True)
class Verdict:
    """`virus` is the name of what was found; empty for a clean file."""

    virus: str

    @property
    def clean(self) -> bool:
        """True when nothing was found."""
        return not self.virus


def scan(data: bytes, *, address: str, timeout_s: float) -> Verdict:
    """Asks clamd about `data`.

    Args:
        data: the whole file.
        address: `host:port`, `[v6]:port` or the path of a Unix socket.
        timeout_s: for connecting and for each answer.

    Raises:
        ScannerDown: no answer, or one that means that nothing was scanned (too large for clamd, say).
    """
    try:
        with _connected(address, timeout_s) as link:
            link.sendall(b"zINSTREAM\0")
            for start in range(0, len(data), CHUNK_BYTES):
                chunk = data[start : start + CHUNK_BYTES]
                link.sendall(struct.pack("!I", len(chunk)) + chunk)
            link.sendall(struct.pack("!I", 0))
            answer = _answer(link)
    except OSError as error:
        raise ScannerDown(f"clamd at {address}: {error}") from error
    return _verdict(answer)


def ping(*, address: str, timeout_s: float) -> bool:
    """True when clamd answers."""
    try:
        with _connected(address, timeout_s) as link:
            link.sendall(b"zPING\0")
            return _answer(link) == "PONG"
    except OSError:
        return False


def _connected(address: str, timeout_s: float) -> socket.socket:
    host, colon, port = address.rpartition(":")
    if colon and port.isdigit():
        return socket.create_connection((host.strip("[]"), int(port)), timeout=timeout_s)
    link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    link.settimeout(timeout_s)
    try:
        link.connect(address)
    except OSError:
        link.close()
        raise
    return link


def _answer(link: socket.socket) -> str:
    parts: list[bytes] = []
    while not parts or not parts[-1].endswith(b"\0"):
        part = link.recv(4096)
        if not part:
            break
        parts.append(part)
    return b"".join(parts).rstrip(b"\0\n").decode("utf-8", "replace")


def _verdict(answer: str) -> Verdict:
    if answer == "stream: OK":
        return Verdict("")
    if answer.endswith(" FOUND"):
        return Verdict(answer.removeprefix("stream: ").removesuffix(" FOUND"))
    raise ScannerDown(f"clamd answered “{answer}”")
