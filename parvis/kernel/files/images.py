# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pictures: checked before they are decoded, turned the right way up, and made anew without any metadata.

What is stored is what our own encoder wrote from pixels: a script, an archive or a second file
hidden in the upload does not come through, and neither does the place where the picture was taken.
"""

from __future__ import annotations

import io
import threading
import warnings
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone, tzinfo
from typing import Any, Final

import pillow_heif
from django.utils.translation import gettext as _
from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from parvis.kernel.files import jpeg
from parvis.kernel.files.rules import LONGEST_SIDE_PX, FileRefused, Variant

pillow_heif.register_heif_opener(thumbnails=False)

# Named one by one: Pillow also reads formats that run other programs or that nobody sends us.
FORMATS: Final = ("JPEG", "PNG", "WEBP", "AVIF", "HEIF")
ENCODERS: Final[dict[str, tuple[str, dict[str, Any]]]] = {
    "image/avif": ("AVIF", {"quality": 60, "speed": 9}),
    "image/jpeg": ("JPEG", {"quality": 82, "progressive": True, "optimize": True}),
}
SMALLEST_SIDE_PX: Final = 8
_decoding = threading.BoundedSemaphore(2)
"""A decoded picture takes four bytes a pixel: not all threads at once."""


@dataclass(frozen=True)
class CameraPosition:
    """Where and when the camera says that it took the picture; private. Degrees WGS 84."""

    lon: float
    lat: float
    taken_at: datetime | None


@dataclass(frozen=True)
class Encoded:
    """One variant's bytes."""

    variant: Variant
    media_type: str
    data: bytes
    width: int
    height: int


@dataclass(frozen=True)
class Picture:
    """What an upload became."""

    variants: tuple[Encoded, ...]
    position: CameraPosition | None
    taken_at: datetime | None


@dataclass(frozen=True)
class Box:
    """A rectangle as fractions (0 to 1) of the picture's width and height, from the top left corner."""

    x: float
    y: float
    width: float
    height: float


def read(data: bytes, *, max_pixels: int, zone: tzinfo) -> Picture:
    """Reads an uploaded picture and makes its variants.

    Args:
        data: the upload's bytes.
        max_pixels: refused beyond, before decoding.
        zone: the zone of a camera's clock that does not say its own.

    Raises:
        FileRefused: not a picture, damaged, or too large.
    """
    with _decoding, warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # ours is stricter, just below
        image = _opened(data, max_pixels)
        taken_at, place = _camera(image, zone)
        upright = _decoded(image)
        variants = encode(upright)
    position = CameraPosition(place[0], place[1], taken_at) if place else None
    return Picture(variants, position, taken_at)


def encode(image: Image.Image) -> tuple[Encoded, ...]:
    """All variants of an upright RGB picture: each size as AVIF and as JPEG, the largest first."""
    made: list[Encoded] = []
    for variant, side in LONGEST_SIDE_PX.items():
        image = image.copy()
        image.thumbnail((side, side), Image.Resampling.LANCZOS, reducing_gap=2.0)
        image.info.clear()
        for media_type, (name, options) in ENCODERS.items():
            buffer = io.BytesIO()
            image.save(buffer, name, **options)
            made.append(Encoded(variant, media_type, buffer.getvalue(), image.width, image.height))
    return tuple(made)


def redacted(data: bytes, boxes: list[Box]) -> tuple[Encoded, ...]:
    """The variants of a stored picture with the boxes painted over in one flat colour.

    Blurring or a mosaic can be undone; one colour, the average of what it hides, cannot.
    """
    image = Image.open(io.BytesIO(data), formats=("JPEG",)).convert("RGB")
    for box in boxes:
        area = _pixels(box, image.size)
        colour = image.crop(area).resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))
        image.paste(colour if isinstance(colour, tuple) else (0, 0, 0), area)
    return encode(image)


def _pixels(box: Box, size: tuple[int, int]) -> tuple[int, int, int, int]:
    width, height = size
    left, top = max(0, int(box.x * width)), max(0, int(box.y * height))
    right = min(width, -int(-(box.x + box.width) * width // 1))
    bottom = min(height, -int(-(box.y + box.height) * height // 1))
    return left, top, max(right, left + 1), max(bottom, top + 1)


def _opened(data: bytes, max_pixels: int) -> Image.Image:
    try:
        image = Image.open(io.BytesIO(data), formats=FORMATS)
    except Image.DecompressionBombError as error:
        raise FileRefused(_too_large(max_pixels)) from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, RuntimeError, EOFError) as error:
        raise FileRefused(_damaged()) from error
    if data.startswith(b"\xff\xd8") and jpeg.scans(data) > jpeg.MOST_SCANS:
        raise FileRefused(_damaged())
    if image.width * image.height > max_pixels:
        raise FileRefused(_too_large(max_pixels))
    if min(image.size) < SMALLEST_SIDE_PX:
        raise FileRefused(_("This picture is too small to show anything. Choose another one."))
    return image


def _decoded(image: Image.Image) -> Image.Image:
    side = LONGEST_SIDE_PX[Variant.FULL]
    scale = max(image.size) / side
    if scale > 1:
        image.draft("RGB", (int(image.width / scale), int(image.height / scale)))
    try:
        image.load()
        image = ImageOps.exif_transpose(image)
        if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
            ground = Image.new("RGBA", image.size, "white")
            ground.alpha_composite(image.convert("RGBA"))
            image = ground
        return image.convert("RGB")
    except (OSError, ValueError, SyntaxError, RuntimeError, EOFError, IndexError, MemoryError) as error:
        raise FileRefused(_damaged()) from error


def _camera(image: Image.Image, zone: tzinfo) -> tuple[datetime | None, tuple[float, float] | None]:
    """Time and place from the EXIF block; a block that cannot be read is as good as none."""
    try:
        exif = image.getexif()
        detail, gps = exif.get_ifd(ExifTags.IFD.Exif), exif.get_ifd(ExifTags.IFD.GPSInfo)
        return _taken_at(detail, zone), _place(gps)
    except Exception:
        return None, None


def _taken_at(detail: dict[int, Any], zone: tzinfo) -> datetime | None:
    text = str(detail.get(ExifTags.Base.DateTimeOriginal, "")).strip("\x00 ")
    if not text:
        return None
    try:
        moment = datetime.strptime(text, "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007 - its zone comes just below
    except ValueError:
        return None
    return moment.replace(tzinfo=_offset(str(detail.get(ExifTags.Base.OffsetTimeOriginal, ""))) or zone)


def _offset(text: str) -> tzinfo | None:
    try:
        sign = {"+": 1, "-": -1}[text[0]]
        return timezone(sign * timedelta(hours=int(text[1:3]), minutes=int(text[4:6])))
    except (KeyError, IndexError, ValueError):
        return None


def _place(gps: dict[int, Any]) -> tuple[float, float] | None:
    tags = ExifTags.GPS
    if tags.GPSLatitude not in gps or tags.GPSLongitude not in gps:
        return None
    lat = _degrees(gps[tags.GPSLatitude]) * (-1 if gps.get(tags.GPSLatitudeRef) == "S" else 1)
    lon = _degrees(gps[tags.GPSLongitude]) * (-1 if gps.get(tags.GPSLongitudeRef) == "W" else 1)
    if not (-90 <= lat <= 90 and -180 <= lon <= 180) or (lat, lon) == (0.0, 0.0):
        return None
    return lon, lat


def _degrees(parts: Any) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    return degrees + minutes / 60 + seconds / 3600


def _damaged() -> str:
    return _("This picture cannot be read: the file is damaged or incomplete. Take it again or choose another one.")


def _too_large(max_pixels: int) -> str:
    return _("This picture is too large (more than %(megapixels)d megapixels). Choose a smaller one.") % {
        "megapixels": max_pixels // 1_000_000
    }
