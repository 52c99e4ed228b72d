# SPDX-License-Identifier: AGPL-3.0-or-later
"""PDF documents: kept as they came, so those that could act on the reader's machine are refused."""

from __future__ import annotations

import re
import zlib
from typing import Final

from django.utils.translation import gettext as _

from parvis.kernel.files.rules import FileRefused

# Names of ISO 32000-2 whose objects run code, open other files or hide data.
ACTIVE: Final = (
    b"JavaScript", b"JS", b"Launch", b"EmbeddedFile", b"EmbeddedFiles", b"RichMedia", b"XFA", b"GoToR", b"GoToE",
    b"SubmitForm", b"ImportData", b"Rendition", b"Movie", b"Sound",
)  # fmt: skip
_ACTIVE = re.compile(rb"/(?:" + b"|".join(ACTIVE) + rb")(?![A-Za-z0-9_.\-])")
_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_OBJECT_STREAM = re.compile(rb"/Type\s*/ObjStm.{0,2000}?stream\r?\n", re.DOTALL)
MAX_OBJECT_STREAM_BYTES: Final = 20_000_000


def check(data: bytes) -> None:
    """Refuses a document that is damaged, encrypted or active.

    Names written with `#xx` escapes and objects packed in compressed object streams are looked at too.

    Raises:
        FileRefused: with the reason.
    """
    if not data.startswith(b"%PDF-") or b"%%EOF" not in data[-2048:]:
        raise FileRefused(_("This document is damaged or incomplete. Save it again as a PDF and send that one."))
    text = _unescaped(data)
    if re.search(rb"/Encrypt(?![A-Za-z])", text):
        raise FileRefused(_("This document is locked by a password. Send it without the password."))
    if _ACTIVE.search(text) or any(_ACTIVE.search(_unescaped(packed)) for packed in _object_streams(data)):
        raise FileRefused(
            _("This document contains a program or attached files. Print it to a new PDF and send that one.")
        )


def _unescaped(data: bytes) -> bytes:
    return _ESCAPE.sub(lambda found: bytes([int(found[1], 16)]), data)


def _object_streams(data: bytes) -> list[bytes]:
    streams: list[bytes] = []
    left = MAX_OBJECT_STREAM_BYTES
    for found in _OBJECT_STREAM.finditer(data):
        unpacker = zlib.decompressobj()
        try:
            streams.append(unpacker.decompress(data[found.end() :], left))
        except zlib.error:
            continue
        left -= len(streams[-1])
        if left <= 0:
            raise FileRefused(_("This document is too complex to be checked. Print it to a new PDF and send that one."))
    return streams
