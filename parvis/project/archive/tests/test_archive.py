# SPDX-License-Identifier: AGPL-3.0-or-later
"""A backup holds the whole town, a damaged one is refused, and a restore is all or nothing."""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import sys
import tarfile
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from parvis.project.archive import ArchiveDamaged, read_archive
from parvis.project.embedded import embedded_url, lease_of, start_embedded, stop_embedded

ROOT = Path(__file__).resolve().parents[4]

pytestmark = pytest.mark.timeout(300)


class Portal:
    """A town of its own, used through the command like the IT team does."""

    def __init__(self, var: Path) -> None:
        self.var = var
        self.environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
        self.environment |= {"PARVIS_VAR": str(var), "PARVIS_LANGUAGE": "en"}
        self.environment.pop("PARVIS_SECRET_KEY", None)

    def parvis(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "parvis.project.command", *arguments]
        return subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False)

    def sql(self, statement: str) -> list[tuple[object, ...]]:
        before = os.environ.get("DATABASE_URL")
        url = start_embedded(self.var)
        if before is None:
            os.environ.pop("DATABASE_URL")
        else:
            os.environ["DATABASE_URL"] = before
        with psycopg.connect(url, autocommit=True) as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []


@pytest.fixture(scope="module")
def town() -> Iterator[Portal]:
    """A small migrated town with one person and one stored file."""
    with tempfile.TemporaryDirectory(prefix="parvis-a") as folder:
        Path(folder).chmod(0o755)
        portal = Portal(Path(folder))
        assert portal.sql("SELECT 1") == [(1,)]  # our claim keeps the server up between the commands
        done = portal.parvis("migrate", "--json")
        assert done.returncode == 0, done.stderr
        portal.sql(
            "INSERT INTO accounts_person (email, full_name, phone, language, preferences, is_active, is_staff,"
            " is_superuser, password, created_at) VALUES ('a@exemple.fr', 'Éloïse', '', 'fr', '{}', true, false,"
            " false, '!', now())"
        )
        (portal.var / "files").mkdir()
        (portal.var / "files" / "photo.webp").write_bytes(os.urandom(200_000))
        yield portal
        if lease_of(portal.var):
            stop_embedded(portal.var)


@pytest.fixture(scope="module")
def archive(town: Portal, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of the town, made while its server runs."""
    path = tmp_path_factory.mktemp("backup") / "town.parvis"
    done = town.parvis("backup", str(path), "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["bytes"] == path.stat().st_size
    return path


def test_a_backup_holds_database_files_key_and_configuration(archive: Path) -> None:
    parts = read_archive(archive).manifest["parts"]
    assert {"database/000000", "var/files/photo.webp", "var/secret-key", "parvis.toml"} <= parts.keys()
    assert not any(name.startswith("var/postgres") for name in parts)


def test_a_backup_never_overwrites(town: Portal, archive: Path) -> None:
    before = archive.read_bytes()
    done = town.parvis("backup", str(archive))
    assert done.returncode == 5
    assert "never overwritten" in done.stderr
    assert archive.read_bytes() == before
    assert not list(archive.parent.glob(".*"))


def test_a_backup_into_a_folder_that_is_not_there_says_so_in_one_line(town: Portal, tmp_path: Path) -> None:
    done = town.parvis("backup", str(tmp_path / "usb" / "town.parvis"))
    assert (done.returncode, done.stderr) == (2, f"The folder {tmp_path / 'usb'} does not exist: make it first.\n")


@pytest.mark.parametrize("where", [0.2, 0.6, 0.97])
def test_one_changed_byte_anywhere_is_noticed(archive: Path, tmp_path: Path, where: float) -> None:
    content = bytearray(archive.read_bytes())
    content[int(len(content) * where)] ^= 0x41
    (tmp_path / "changed").write_bytes(content)
    with pytest.raises(ArchiveDamaged):
        read_archive(tmp_path / "changed")


def test_a_truncated_backup_is_noticed(archive: Path, tmp_path: Path) -> None:
    (tmp_path / "short").write_bytes(archive.read_bytes()[: archive.stat().st_size // 2])
    with pytest.raises(ArchiveDamaged):
        read_archive(tmp_path / "short")


def test_a_name_that_leaves_the_folder_is_refused(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "evil", "w") as tar:
        entry = tarfile.TarInfo("var/../../evil")
        entry.size = 1
        tar.addfile(entry, io.BytesIO(b"x"))
    with pytest.raises(ArchiveDamaged, match="evil"):
        read_archive(tmp_path / "evil")


def test_a_town_with_data_is_replaced_only_when_asked_and_then_comes_back_whole(town: Portal, archive: Path) -> None:
    key, photo = (town.var / "secret-key").read_bytes(), (town.var / "files" / "photo.webp").read_bytes()
    town.sql("UPDATE accounts_person SET full_name = 'changed'")
    (town.var / "files" / "photo.webp").unlink()
    (town.var / "files" / "later.webp").write_bytes(b"later")

    refused = town.parvis("restore", str(archive))
    assert refused.returncode == 5
    assert "already holds data" in refused.stderr
    assert town.sql("SELECT full_name FROM accounts_person") == [("changed",)]

    done = town.parvis("restore", str(archive), "--force", "--json")
    assert done.returncode == 0, done.stderr
    kept = json.loads(done.stdout)
    assert town.sql("SELECT full_name FROM accounts_person") == [("Éloïse",)]
    assert (town.var / "files" / "photo.webp").read_bytes() == photo
    assert (town.var / "secret-key").read_bytes() == key
    assert not (town.var / "files" / "later.webp").exists()
    assert (Path(kept["files"]) / "files" / "later.webp").exists()
    assert town.sql(f"SELECT 1 FROM pg_database WHERE datname = '{kept['database']}'") == [(1,)]


def test_a_portal_that_connects_again_at_once_does_not_stop_a_restore(town: Portal, archive: Path) -> None:
    done = threading.Event()
    threads = [threading.Thread(target=_connect_again_and_again, args=(town.var, done)) for _ in range(4)]
    for thread in threads:
        thread.start()
    try:
        restored = town.parvis("restore", str(archive), "--force", "--json")
    finally:
        done.set()
        for thread in threads:
            thread.join()
    assert restored.returncode == 0, restored.stderr
    assert town.sql("SELECT full_name FROM accounts_person") == [("Éloïse",)]


def _connect_again_and_again(var: Path, done: threading.Event) -> None:
    """What the pools of a portal under load do when their connections are cut."""
    while not done.is_set():
        with contextlib.suppress(psycopg.Error), psycopg.connect(embedded_url(var)) as connection:
            while not done.wait(0.01):
                connection.execute("SELECT 1")


def test_a_dump_that_does_not_load_leaves_everything_as_it_was(town: Portal, archive: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    _with_other_dump(archive, broken)
    done = town.parvis("restore", str(broken), "--force")
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    assert town.sql("SELECT full_name FROM accounts_person") == [("Éloïse",)]
    assert town.sql("SELECT count(*) FROM pg_database WHERE datname LIKE '%restoring%'") == [(0,)]
    assert not list(town.var.glob(".restore-*"))


def _with_other_dump(source: Path, target: Path) -> None:
    """A copy whose dump is not one, with checksums that fit."""
    import hashlib

    junk = b"PGDMP nonsense"
    with tarfile.open(source) as old, tarfile.open(target, "w") as new:
        for entry in old:
            content = old.extractfile(entry).read()  # type: ignore[union-attr]
            if entry.name == "database/000000":
                content = junk
            elif entry.name.startswith("database/"):
                continue
            elif entry.name == "manifest.json":
                manifest = json.loads(content)
                parts = {name: part for name, part in manifest["parts"].items() if not name.startswith("database/")}
                parts["database/000000"] = {"bytes": len(junk), "sha256": hashlib.sha256(junk).hexdigest()}
                content = json.dumps({**manifest, "parts": parts}).encode()
            entry.size = len(content)
            new.addfile(entry, io.BytesIO(content))


def test_into_a_bare_town_nothing_is_set_aside_and_nothing_said_of_it(archive: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="parvis-b") as folder:
        Path(folder).chmod(0o755)
        bare = Portal(Path(folder))
        try:
            assert bare.sql("SELECT 1") == [(1,)]
            done = bare.parvis("restore", str(archive))
            assert (done.returncode, done.stdout.strip()) == (0, "Restored.")
            assert bare.sql("SELECT full_name FROM accounts_person") == [("Éloïse",)]
            assert bare.sql("SELECT 1 FROM pg_database WHERE datname LIKE '%before%'") == []
            assert list(bare.var.glob(".before-*")) == []
        finally:
            stop_embedded(bare.var)
