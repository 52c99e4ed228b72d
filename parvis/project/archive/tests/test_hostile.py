# SPDX-License-Identifier: AGPL-3.0-or-later
"""Archives that no backup wrote: each is refused before anything of the town is touched."""

from __future__ import annotations

import hashlib
import io
import json
import re
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from parvis.project.archive import ArchiveDamaged, read_archive
from parvis.project.archive.parts import kept
from parvis.project.archive.restoring import _swap_files

WHOLE = {"database/000000": b"PGDMP", "var/files/photo.webp": b"photo", "parvis.toml": b"[town]\n"}


def _entry(name: str, content: bytes) -> tuple[tarfile.TarInfo, io.BytesIO]:
    entry = tarfile.TarInfo(name)
    entry.size = len(content)
    return entry, io.BytesIO(content)


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    """Writes an archive of those parts with a manifest that fits them, but for the `changes`."""

    def write(parts: list[tuple[str, bytes]], /, **changes: Any) -> Path:
        path = tmp_path / "town.parvis"
        sums = {name: {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()} for name, content in parts}
        manifest: dict[str, Any] = {"format": 1, "version": "0.1.0", "parts": sums} | changes
        manifest = {name: value for name, value in manifest.items() if value is not None}
        with tarfile.open(path, "w") as tar:
            for name, content in [*parts, ("manifest.json", json.dumps(manifest).encode())]:
                tar.addfile(*_entry(name, content))
        return path

    return write


def test_an_archive_as_ours_is_read(written: Callable[..., Path]) -> None:
    assert read_archive(written(list(WHOLE.items()))).version == "0.1.0"


@pytest.mark.parametrize(
    "name",
    [
        "var/postgres/postgresql.conf",
        "var/postgres.log",
        "var/.before-1/x",
        "var/../../x",
        "/etc/passwd",
        "var//x",
        "etc/x",
        "var",
    ],
)
def test_a_part_that_no_backup_has_is_refused(written: Callable[..., Path], name: str) -> None:
    with pytest.raises(ArchiveDamaged, match=re.escape(name)):
        read_archive(written([*WHOLE.items(), (name, b"x")]))


def test_a_part_given_twice_is_refused(written: Callable[..., Path]) -> None:
    path = written([*WHOLE.items(), ("var/files/photo.webp", b"photo")])
    with pytest.raises(ArchiveDamaged, match=r"photo\.webp"):
        read_archive(path)


@pytest.mark.parametrize("kind", [tarfile.FIFOTYPE, tarfile.CHRTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE])
def test_only_files_and_links_are_parts(tmp_path: Path, kind: bytes) -> None:
    entry = tarfile.TarInfo("var/files/x")
    entry.type, entry.linkname = kind, "var/files/photo.webp"
    with tarfile.open(tmp_path / "odd", "w") as tar:
        tar.addfile(entry)
    with pytest.raises(ArchiveDamaged, match="var/files/x"):
        read_archive(tmp_path / "odd")


@pytest.mark.parametrize("name", ["database/000000", "parvis.toml"])
def test_an_archive_that_lacks_a_part_is_refused(written: Callable[..., Path], name: str) -> None:
    with pytest.raises(ArchiveDamaged, match=name):
        read_archive(written([(each, content) for each, content in WHOLE.items() if each != name]))


@pytest.mark.parametrize("changes", [{"parts": None}, {"parts": []}, {"version": None}, {"format": 99}])
def test_an_odd_manifest_is_refused(written: Callable[..., Path], changes: dict[str, Any]) -> None:
    with pytest.raises(ArchiveDamaged):
        read_archive(written(list(WHOLE.items()), **changes))


def test_a_manifest_that_is_no_object_is_refused(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "odd", "w") as tar:
        tar.addfile(*_entry("manifest.json", b"[1]"))
    with pytest.raises(ArchiveDamaged):
        read_archive(tmp_path / "odd")


def test_a_link_that_leaves_the_folder_is_refused(tmp_path: Path, written: Callable[..., Path]) -> None:
    contents = read_archive(written(list(WHOLE.items())))
    link = tarfile.TarInfo("var/files/way-out")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
    with tarfile.open(contents.path, "w") as tar:
        tar.addfile(link)
    (tmp_path / "out").mkdir()
    with pytest.raises(ArchiveDamaged, match="way-out"):
        contents.extract_files(tmp_path / "out")


def test_a_configuration_in_the_data_folder_is_no_file_of_it(tmp_path: Path) -> None:
    (tmp_path / "parvis.toml").write_text("")
    (tmp_path / "key").write_text("")
    assert list(kept(tmp_path, tmp_path / "parvis.toml")) == [tmp_path / "key"]


def test_a_configuration_in_the_data_folder_stays_where_it_is(tmp_path: Path) -> None:
    (tmp_path / "laid").mkdir()
    (tmp_path / "laid" / "key").write_text("new")
    town = tmp_path / "town"
    town.mkdir()
    for name in ("parvis.toml", "key"):
        (town / name).write_text("old")
    _swap_files(town, tmp_path / "laid", "1", spared=town / "parvis.toml")
    assert (town / "parvis.toml").read_text() == "old"
    assert (town / "key").read_text() == "new"
    assert (town / ".before-1" / "key").read_text() == "old"
