# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people send becomes harmless pictures; what is not a picture is refused in their words."""

from __future__ import annotations

import datetime as dt
import io
import time
from pathlib import Path

import pytest
from django.test import Client
from PIL import Image

from parvis.kernel.audit.actors import SYSTEM, anonymous
from parvis.kernel.files import operations, queries
from parvis.kernel.files.images import Box
from parvis.kernel.files.jpeg import scans
from parvis.kernel.files.models import FileVariant, StoredFile
from parvis.kernel.files.rules import FileRefused, Kind, UploadPolicy, media_type, safe_name
from parvis.kernel.files.tests.pictures import LAT, LON, huge_png, many_scans, photo, upload
from parvis.kernel.jobs import run_all_jobs

PHOTOS = UploadPolicy(purpose="reports.photo")
PDFS = UploadPolicy(purpose="test.pdf", kinds=frozenset({Kind.PDF}))
BOTH = UploadPolicy(purpose="test.both", kinds=frozenset({Kind.PDF, Kind.IMAGE}), max_count=2)
NOBODY = anonymous()
SECRETS = (b"SecretPhone", b"GPS secret", b"Exif\x00", b"exif", b"2026:11:20", b"<script", b"PK\x03\x04")

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("fmt", ["JPEG", "PNG", "WEBP", "AVIF", "HEIF"])
def test_each_format_becomes_sizes_without_metadata(fmt: str) -> None:
    stored = operations.store(NOBODY, upload(photo((2400, 1800), fmt=fmt)), policy=PHOTOS)
    variants = list(FileVariant.objects.filter(file=stored))
    assert {(each.variant, each.media_type) for each in variants} == {
        (size, kind) for size in ("full", "medium", "thumb") for kind in ("image/jpeg", "image/avif")
    }
    for each in variants:
        data = queries.read(each)
        assert not any(secret in data for secret in SECRETS)
        image = Image.open(io.BytesIO(data))
        assert not image.getexif()
        assert {"exif", "xmp", "comment", "icc_profile"}.isdisjoint(image.info)
        assert max(image.size) == {"full": 1600, "medium": 800, "thumb": 320}[each.variant]


@pytest.mark.parametrize("size", [(800, 600), (320, 240), (64, 64)])
def test_a_small_picture_is_kept_once_and_served_in_every_size(size: tuple[int, int]) -> None:
    stored = operations.store(NOBODY, upload(photo(size)), policy=PHOTOS)
    for wanted in ("full", "medium", "thumb"):
        image = Image.open(io.BytesIO(queries.content(stored, wanted)))
        assert max(image.size) <= max(size)
        assert Client().get(queries.signed_url(stored, wanted)).status_code == 200
    operations.redact(SYSTEM, stored, [Box(0.1, 0.1, 0.5, 0.5)])
    assert queries.content(stored, "medium")


@pytest.mark.parametrize("fmt", ["JPEG", "PNG", "WEBP", "AVIF", "HEIF"])
def test_the_camera_s_place_is_kept_in_private(fmt: str) -> None:
    stored = operations.store(NOBODY, upload(photo(fmt=fmt)), policy=PHOTOS)
    position = queries.camera_position(stored)
    assert position is not None
    assert (position.lon, position.lat) == pytest.approx((LON, LAT), abs=1e-5)
    assert position.taken_at == dt.datetime(2026, 11, 20, 7, 30, tzinfo=dt.UTC), "the camera's clock is the town's"


def test_a_picture_taken_sideways_is_turned_upright() -> None:
    stored = operations.store(NOBODY, upload(photo((1200, 900), orientation=6)), policy=PHOTOS)
    image = Image.open(io.BytesIO(queries.content(stored))).convert("RGB")
    assert image.size == (900, 1200)
    top, bottom = image.getpixel((450, 100)), image.getpixel((450, 1100))
    assert top[0] > 150 > top[2]
    assert bottom[2] > 150 > bottom[0]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (photo(fmt="GIF"), "GIF, SVG"),
        (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>', "GIF, SVG"),
        (b"<html><script>alert(1)</script></html>", "photo"),
        (b"PK\x03\x04" + b"\0" * 100, "photo"),
        (b"%PDF-1.7\n%%EOF", "photo"),
        (b"", "vide|empty"),
        (photo()[:2000], "endommag|damaged"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 50, "endommag|damaged"),
        (photo(fmt="PNG")[:-200], "endommag|damaged"),
        (photo(fmt="HEIF")[:600], "endommag|damaged"),
        (photo(fmt="AVIF")[:400], "endommag|damaged"),
        (photo((4, 4)), "petite|small"),
        (huge_png(), "megapixels|mégapixels"),
        (many_scans(101), "endommag|damaged"),
    ],
    ids=[
        "gif",
        "svg",
        "html",
        "zip",
        "pdf",
        "empty",
        "cut-jpeg",
        "junk-jpeg",
        "cut-png",
        "cut-heic",
        "cut-avif",
        "tiny",
        "bomb",
        "scans",
    ],
)
def test_what_is_no_sound_photo_is_refused_whatever_its_name(data: bytes, words: str) -> None:
    with pytest.raises(FileRefused, match=words):
        operations.store(NOBODY, upload(data, "photo.jpg"), policy=PHOTOS)
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize(
    "data",
    [
        many_scans(20),
        photo() + many_scans(200),
        photo() + b"\xff\xda" * 500_000,
    ],
    ids=["many", "a-second-picture", "a-film"],
)
def test_scans_are_counted_up_to_the_end_of_the_picture(data: bytes) -> None:
    assert operations.store(NOBODY, upload(data), policy=PHOTOS).pk


def test_counting_scans_reads_each_byte_once() -> None:
    began = time.process_time()
    assert scans(b"\xff\xd8" + b"\xff" * 10_000_000) == 0
    assert scans(b"\xff\xd8" + b"\xff\xda\x00\x02" * 2_000_000, most=100) == 101
    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    "head",
    [b"<!---->" * 146, b"<!--" * 256, b"<?xml>" * 170, b" <!DOCTYPE svg>" * 68, b"<!-- -->\n" * 113],
    ids=["comments", "open", "declarations", "types", "lines"],
)
def test_no_head_of_a_file_takes_long_to_name(head: bytes) -> None:
    began = time.process_time()
    assert media_type(head) == ""
    assert time.process_time() - began < 1, "146 comments once took longer than the sun will shine"
    assert media_type(head[:200].rpartition(b"<")[0] + b"<svg>") in ("image/svg+xml", "")


@pytest.mark.parametrize(
    "tail",
    [b"PK\x03\x04evil.jar", b"<script>alert(1)</script>", b"<svg onload=alert(1)>", b"%PDF-1.7 /JavaScript"],
    ids=["gifar", "html", "svg", "pdf"],
)
def test_a_second_file_hidden_in_a_photo_does_not_come_through(tail: bytes) -> None:
    stored = operations.store(NOBODY, upload(photo() + tail, "x.php.jpg"), policy=PHOTOS)
    for each in FileVariant.objects.filter(file=stored):
        data = queries.read(each)
        assert tail not in data
        assert Path(each.path).suffix in (".jpg", ".avif")


def test_limits_of_size_and_number() -> None:
    small = UploadPolicy(purpose="test.small", max_bytes=1_000_000, max_count=1)
    with pytest.raises(FileRefused, match="1"):
        operations.store(NOBODY, upload(b"\xff\xd8\xff" + b"\0" * 1_000_000), policy=small)
    with pytest.raises(FileRefused, match="1"):
        operations.store_all(NOBODY, [upload(photo()), upload(photo())], policy=small)


def test_one_refused_file_of_several_keeps_none() -> None:
    with pytest.raises(FileRefused):
        operations.store_all(NOBODY, [upload(photo()), upload(b"junk")], policy=BOTH)
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("../../etc/passwd", "passwd.jpg"),
        ("C:\\Users\\me\\lampe cassée.PNG", "lampe cassée.jpg"),
        ("a\x00b\u202egpj.exe", "abgpj.jpg"),
        ("", "fichier.jpg"),
        ("x" * 300 + ".png", "x" * 80 + ".jpg"),
        ('<img src="x">.png', "img src= x.jpg"),
    ],
)
def test_names_are_made_safe(name: str, expected: str) -> None:
    assert safe_name(name, extension="jpg") == expected


def test_a_redacted_picture_hides_for_ever_in_every_variant_and_the_former_bytes_go() -> None:
    stored = operations.store(NOBODY, upload(photo()), policy=PHOTOS)
    before = list(FileVariant.objects.filter(file=stored))
    former = [each.path for each in before]
    old_url = queries.signed_url(stored)
    after = operations.redact(SYSTEM, stored, [Box(0.25, 0.25, 0.5, 0.5)])
    run_all_jobs()
    for each in FileVariant.objects.filter(file=after):
        image = Image.open(io.BytesIO(queries.read(each))).convert("RGB")
        width, height = image.size
        left, right = image.getpixel((width * 3 // 10, height // 2)), image.getpixel((width * 7 // 10, height // 2))
        assert sum(abs(a - b) for a, b in zip(left, right, strict=True)) < 20, "one flat colour hides the border"
        assert image.getpixel((5, 5))[0] > 150
    for path in former:
        with pytest.raises(FileNotFoundError):
            queries.storage.load(path)
    assert Client().get(old_url).status_code == 404
    assert Client().get(queries.signed_url(after)).status_code == 200


def test_a_deleted_file_leaves_nothing_but_its_row(var_dir: Path) -> None:
    stored = operations.store(NOBODY, upload(photo()), policy=PHOTOS)
    url = queries.signed_url(stored)
    operations.delete(SYSTEM, stored, reason="test")
    run_all_jobs()
    assert not [path for path in (var_dir / "files").rglob("*") if path.is_file()]
    assert Client().get(url).status_code == 404
    stored.refresh_from_db()
    assert (stored.state, stored.original_name, stored.camera_lon) == ("deleted", "", None)


def test_retention_deletes_on_time() -> None:
    policy = UploadPolicy(purpose="test.short", keep_for=dt.timedelta(days=-1))
    stored = operations.store(NOBODY, upload(photo()), policy=policy)
    assert operations.delete_expired() == 1
    stored.refresh_from_db()
    assert stored.state == "deleted"


def test_the_sweep_takes_bytes_without_a_row_and_only_those(var_dir: Path) -> None:
    stored = operations.store(NOBODY, upload(photo()), policy=PHOTOS)
    queries.storage.save("stored/aa/aa000000-0000-4000-8000-000000000000/x.jpg", b"orphan")
    queries.storage.save("stored/zz/not-a-uuid/x.jpg", b"orphan")
    assert operations.sweep() == 0, "young bytes may belong to an upload under way"
    assert operations.sweep(older_than_s=-1) == 2
    assert all(queries.read(each) for each in FileVariant.objects.filter(file=stored))
