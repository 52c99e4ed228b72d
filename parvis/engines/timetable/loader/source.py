# SPDX-License-Identifier: AGPL-3.0-or-later
"""The files of a feed, from a folder or a zip, within limits."""

import io
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from parvis.engines.timetable.problems import FeedRefused, ProblemLog

KNOWN = frozenset(
    f"{name}.txt"
    for name in (
        "agency", "calendar", "calendar_dates", "fare_attributes", "fare_rules", "feed_info", "frequencies", "routes",
        "stop_times", "stops", "transfers", "trips",
    )
)  # fmt: skip
PLAIN_SIZE = 1 << 20
CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one feed may hold: bytes once unpacked, how far a file may shrink when packed, files, stop times."""

    unpacked_bytes: int = 1 << 30
    ratio: int = 200
    files: int = 500
    stop_times: int = 12_000_000


def read_files(path: Path, limits: Limits, log: ProblemLog, names: frozenset[str] = KNOWN) -> dict[str, bytes]:
    """Those of the feed's text files that are asked for, by name. Raises FeedRefused when there is nothing usable."""
    try:
        found = _from_folder(path, limits, log, names) if path.is_dir() else _from_zip(path, limits, log, names)
    except FeedRefused:
        raise
    except (OSError, zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, ValueError, NotImplementedError) as error:
        return refuse(log, path.name, "unreadable", f"cannot be read: {error}")
    if not found:
        return refuse(log, path.name, "no_gtfs", "holds none of the files of a GTFS feed")
    return found


def refuse(log: ProblemLog, file: str, code: str, reason: str) -> dict[str, bytes]:
    """Notes why and gives up on the feed."""
    log.add(file, 0, code, reason, "refused")
    raise FeedRefused(reason)


def _from_folder(path: Path, limits: Limits, log: ProblemLog, names: frozenset[str]) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    left = limits.unpacked_bytes
    for file in sorted(path.iterdir()):
        if file.name.lower() in names and file.is_file():
            left -= file.stat().st_size
            if left < 0:
                refuse(log, file.name, "too_large", f"the feed exceeds {limits.unpacked_bytes:,} bytes")
            found[file.name.lower()] = file.read_bytes()
    return found


def _from_zip(path: Path, limits: Limits, log: ProblemLog, names: frozenset[str]) -> dict[str, bytes]:
    if not zipfile.is_zipfile(path):
        with path.open("rb") as file:
            start = file.read(512).lstrip().lower()
        if start.startswith((b"<!doctype", b"<html", b"<?xml")):
            refuse(log, path.name, "web_page", "is a web page, not a zip file")
        refuse(log, path.name, "not_a_zip", "is not a zip file, or is cut off")
    with zipfile.ZipFile(path) as archive:
        members = archive.infolist()
        if len(members) > limits.files:
            refuse(log, path.name, "too_many_files", f"holds more than {limits.files} files")
        return _members(archive, members, limits, log, names)


def _members(
    archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], limits: Limits, log: ProblemLog, names: frozenset[str]
) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    left = limits.unpacked_bytes
    for member in sorted(members, key=lambda one: one.filename.count("/")):
        place = PurePosixPath(member.filename)
        name = place.name.lower()
        if member.is_dir() or name not in names or "__MACOSX" in place.parts or name in found:
            continue
        if len(place.parts) > 1:
            log.add(name, 0, "in_subfolder", "lies in a folder inside the zip", "noted")
        try:
            found[name] = _unpacked(archive, member, left, limits, log)
        except FeedRefused:
            raise
        except Exception as error:
            log.add(name, 0, "damaged", f"cannot be unpacked: {error}", "dropped")
            continue
        left -= len(found[name])
    return found


def _unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo, left: int, limits: Limits, log: ProblemLog) -> bytes:
    """One file, never trusting the sizes that the zip declares."""
    most = min(left, max(PLAIN_SIZE, member.compress_size * limits.ratio))
    out = io.BytesIO()
    with archive.open(member) as file:
        while chunk := file.read(CHUNK):
            if out.tell() + len(chunk) > most:
                refuse(log, member.filename, "zip_bomb", f"unpacks to more than {most:,} bytes")
            out.write(chunk)
    return out.getvalue()
