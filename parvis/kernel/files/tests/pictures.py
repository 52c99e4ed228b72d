# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pictures for the tests, as cameras and attackers make them."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import ExifTags, Image, ImageDraw

LON, LAT = 2.3522, 48.8566


def photo(size: tuple[int, int] = (1200, 900), *, fmt: str = "JPEG", gps: bool = True, orientation: int = 1) -> bytes:
    """A picture with a red left half and a blue right half, and the metadata of a telephone."""
    image = Image.new("RGB", size, (20, 40, 200))
    ImageDraw.Draw(image).rectangle((0, 0, size[0] // 2, size[1]), fill=(200, 30, 30))
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    exif[ExifTags.Base.Make] = "SecretPhone"
    detail = exif.get_ifd(ExifTags.IFD.Exif)
    detail[ExifTags.Base.DateTimeOriginal] = "2026:11:20 08:30:00"
    if gps:
        place = exif.get_ifd(ExifTags.IFD.GPSInfo)
        place[ExifTags.GPS.GPSLatitudeRef], place[ExifTags.GPS.GPSLatitude] = "N", _sexagesimal(LAT)
        place[ExifTags.GPS.GPSLongitudeRef], place[ExifTags.GPS.GPSLongitude] = "E", _sexagesimal(LON)
    buffer = io.BytesIO()
    options: dict[str, Any] = {"exif": exif} if fmt != "GIF" else {}
    if fmt == "JPEG":
        options["comment"] = b"GPS secret comment"
    image.save(buffer, fmt, **options)
    return buffer.getvalue()


def _sexagesimal(value: float) -> tuple[float, float, float]:
    degrees, rest = divmod(value, 1)
    minutes, rest = divmod(rest * 60, 1)
    return degrees, minutes, round(rest * 60, 4)


def huge_png(width: int = 10_000, height: int = 10_001) -> bytes:
    """A PNG of a few bytes whose header announces a hundred megapixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack("!I", len(data)) + kind + data + struct.pack("!I", zlib.crc32(kind + data))

    header = struct.pack("!IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    )


def many_scans(scans: int, *, side: int = 256) -> bytes:
    """A grey progressive JPEG that says nothing `scans` times over: each scan costs bytes by the hundred, and a
    pass over the whole picture."""

    def segment(marker: int, data: bytes) -> bytes:
        return struct.pack("!BBH", 0xFF, marker, len(data) + 2) + data

    def table(kind: int, symbol: int) -> bytes:  # one code, of one bit
        return segment(0xC4, bytes([kind, 1, *([0] * 15), symbol]))

    blocks = (side // 8) ** 2
    frame = struct.pack("!BHHB", 8, side, side, 1) + bytes([1, 0x11, 0])
    start = b"\xff\xd8" + segment(0xDB, bytes([0, *([1] * 64)])) + segment(0xC2, frame)
    flat = segment(0xDA, bytes([1, 1, 0, 0, 0, 0])) + bytes(blocks // 8)
    runs = -(-blocks // 32_767)  # "nothing more in the next 32,767 blocks": the code, then fourteen ones
    bits = f"{'0' + '1' * 14:s}" * runs
    empty = int(bits + "1" * (-len(bits) % 8), 2).to_bytes(-(-len(bits) // 8))
    nothing = segment(0xDA, bytes([1, 1, 0, 1, 63, 0])) + empty
    return start + table(0x00, 0) + table(0x10, 0xE0) + flat + nothing * scans + b"\xff\xd9"


def upload(data: bytes, name: str = "photo.jpg") -> SimpleUploadedFile:
    """As a form receives it, with a content type that must not be believed."""
    return SimpleUploadedFile(name, data, content_type="image/jpeg")
