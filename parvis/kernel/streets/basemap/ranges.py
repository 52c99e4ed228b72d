# SPDX-License-Identifier: AGPL-3.0-or-later
"""Byte ranges over HTTP (RFC 9110, sections 13.1.5 and 14), streamed from disk. Files served by parts: PMTiles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified
from django.http.response import StreamingHttpResponse
from django.utils.http import parse_etags

_ONE_RANGE = re.compile(r"bytes=(\d*)-(\d*)", re.IGNORECASE)
_BLOCK = 256 * 1024


@dataclass(frozen=True)
class ByteRange:
    """Bytes `first` to `last`, both included."""

    first: int
    last: int

    @property
    def length(self) -> int:
        """How many bytes."""
        return self.last - self.first + 1


class Unsatisfiable(Exception):  # noqa: N818 - the standard's own word
    """The range lies outside the file: answer 416."""


def parse_range(header: str, size: int) -> ByteRange | None:
    """The range asked for; None when the header asks for none that we serve (several, another unit): then send all.

    Raises:
        Unsatisfiable: the first byte lies beyond the end.
    """
    found = _ONE_RANGE.fullmatch(header.strip())
    if found is None or not (found[1] or found[2]):
        return None
    if not found[1]:
        length = int(found[2])
        if length == 0 or size == 0:
            raise Unsatisfiable
        return ByteRange(max(0, size - length), size - 1)
    first = int(found[1])
    last = min(int(found[2]), size - 1) if found[2] else size - 1
    if found[2] and int(found[2]) < first:
        return None
    if first >= size:
        raise Unsatisfiable
    return ByteRange(first, last)


def _blocks(path: Path, part: ByteRange) -> Iterator[bytes]:
    left = part.length
    with path.open("rb") as file:
        file.seek(part.first)
        while left > 0:
            block = file.read(min(_BLOCK, left))
            if not block:
                return
            left -= len(block)
            yield block


def serve(request: HttpRequest, path: Path, *, etag: str, content_type: str, cache_control: str) -> HttpResponseBase:
    """The file or the part of it that the request asks for: 200, 206, 304 or 416; HEAD has no body."""
    quoted = f'"{etag}"'
    size = path.stat().st_size
    answer = _answer(request, path, quoted, size)
    answer["ETag"] = quoted
    answer["Accept-Ranges"] = "bytes"
    answer["Cache-Control"] = cache_control
    answer["Vary"] = "Accept-Encoding"
    if answer.status_code in (200, 206):
        answer["Content-Type"] = content_type
    return answer


def _answer(request: HttpRequest, path: Path, quoted: str, size: int) -> HttpResponseBase:
    known = parse_etags(request.headers.get("If-None-Match", ""))
    if quoted in known or f"W/{quoted}" in known or known == ["*"]:
        return HttpResponseNotModified()
    try:
        part = _wanted(request, quoted, size)
    except Unsatisfiable:
        answer = HttpResponse(status=416)
        answer["Content-Range"] = f"bytes */{size}"
        return answer
    if part is None:
        return _whole(request, path, size)
    made: HttpResponseBase
    if request.method == "HEAD":
        made = HttpResponse(status=206)
    elif part.length <= _BLOCK:
        made = HttpResponse(b"".join(_blocks(path, part)), status=206)
    else:
        made = StreamingHttpResponse(_blocks(path, part), status=206)
    made["Content-Length"] = str(part.length)
    made["Content-Range"] = f"bytes {part.first}-{part.last}/{size}"
    return made


def _wanted(request: HttpRequest, quoted: str, size: int) -> ByteRange | None:
    header = request.headers.get("Range")
    condition = request.headers.get("If-Range")
    # A part of another version would not fit what the client has: then the whole file is sent.
    if not header or (condition is not None and condition.strip() != quoted):
        return None
    return parse_range(header, size)


def _whole(request: HttpRequest, path: Path, size: int) -> HttpResponseBase:
    made: HttpResponseBase = (
        HttpResponse() if request.method == "HEAD" else StreamingHttpResponse(_blocks(path, ByteRange(0, size - 1)))
    )
    made["Content-Length"] = str(size)
    return made
