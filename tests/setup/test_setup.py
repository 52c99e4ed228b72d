# SPDX-License-Identifier: AGPL-3.0-or-later
"""A machine that lacks something is told so in one sentence, and nothing half-made is left."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tools.setup import __main__ as order
from tools.setup import machine, packages, places
from tools.setup.problem import Problem

ROOT = Path(__file__).resolve().parents[2]


def shim(folder: Path, name: str, script: str) -> None:
    """A program of that name that does what `script` says."""
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def find_python(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    command = ["/bin/sh", str(ROOT / "tools" / "find_python.sh")]
    return subprocess.run(
        command, env={"PATH": str(folder), **environment}, capture_output=True, text=True, check=False
    )


def test_no_python_is_said_in_french_then_in_english(tmp_path: Path) -> None:
    done = find_python(tmp_path)
    french, english = done.stderr.strip().splitlines()
    assert done.returncode == 1
    assert french.startswith("Parvis a besoin de Python 3.12")
    assert english.startswith("Parvis needs Python 3.12")


def test_a_shim_that_fails_and_an_old_python_are_passed_over(tmp_path: Path) -> None:
    shim(tmp_path, "python3.14", "echo 'version not installed' >&2; exit 127")
    shim(tmp_path, "python3.13", "exit 1")  # as a Python 3.9 answers the question for its version
    shim(tmp_path, "python3.12", f'exec {sys.executable} "$@"')
    done = find_python(tmp_path)
    assert done.stdout.strip() == str(tmp_path / "python3.12")


def test_a_named_python_wins(tmp_path: Path) -> None:
    shim(tmp_path, "python3.14", f'exec {sys.executable} "$@"')
    shim(tmp_path, "mine", f'exec {sys.executable} "$@"')
    assert find_python(tmp_path, PYTHON="mine").stdout.strip() == str(tmp_path / "mine")


def test_python_without_venv_names_the_package_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "find_spec", lambda name: None if name == "ensurepip" else object())
    with pytest.raises(Problem, match=r"apt install python3\.\d+-venv"):
        machine.require_venv_module()


def test_a_full_disk_is_noticed_before_anything_is_made(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(machine, "free_mb", lambda: 120)
    monkeypatch.setattr(machine, "VENV", tmp_path / ".venv")
    with pytest.raises(Problem, match=r"Il reste 120 Mo sur le disque et il en faut 3000"):
        machine.require_machine()


def test_an_old_python_is_refused() -> None:
    with pytest.raises(Problem, match=r"celui-ci est le 3\.9"):
        machine.require_python((3, 9))


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("error: Failed to fetch: `x`\n  Caused by: dns error", "vérifiez la connexion"),
        ("NewConnectionError: [Errno 111] Connection refused", "vérifiez la connexion"),
        ("ERROR: No matching distribution found for uv==9", "vérifiez la connexion"),
        ("OSError: [Errno 28] No space left on device", "Le disque est plein"),
        ("error: Hash mismatch for `numpy==2`", "empreinte différente"),
        ("something odd\nthe last line", "L’installation a échoué : the last line"),
    ],
)
def test_a_failed_installation_is_explained(output: str, sentence: str) -> None:
    assert sentence in str(packages._explained(output))


@pytest.fixture
def empty_clone(tmp_path: Path) -> Path:
    """The files that a set-up needs, in a folder of their own."""
    for name in ("tools", "requirements"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def set_up(clone: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {"PATH": os.environ["PATH"], "HOME": str(clone), "PIP_CONFIG_FILE": os.devnull, **environment}
    command = [sys.executable, "-m", "tools.setup", "base"]
    return subprocess.run(command, cwd=clone, env=clean, capture_output=True, text=True, timeout=120, check=False)


def test_without_network_one_sentence_and_the_next_run_starts_over(empty_clone: Path) -> None:
    closed = {"PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_RETRIES": "0", "PIP_NO_CACHE_DIR": "1"}
    done = set_up(empty_clone, **closed)
    assert done.returncode == 1
    assert "vérifiez la connexion ou le proxy" in done.stderr.splitlines()[0]
    assert "Traceback" not in done.stderr
    assert not list((empty_clone / ".venv" / ".parvis").glob("packages-*"))
    again = set_up(empty_clone, **closed)
    assert again.returncode == 1
    assert "Traceback" not in again.stderr


def test_a_broken_environment_is_made_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    venv = tmp_path / ".venv"
    (venv / "bin").mkdir(parents=True)
    shim(venv / "bin", "python", "exit 127")  # the Python that it came from was removed
    (venv / "old").touch()
    monkeypatch.setattr(packages, "VENV", venv)
    monkeypatch.setattr(packages, "PYTHON", venv / "bin" / "python")
    packages.make_environment()
    assert not (venv / "old").exists()
    assert packages._runs(venv / "bin" / "python")


def test_a_step_counts_as_done_only_for_the_same_inputs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(places, "STAMPS", tmp_path)
    source = tmp_path / "lock.txt"
    source.write_text("a==1")
    places.stamp("packages", places.digest([source]))
    assert places.stamped("packages", places.digest([source]))
    source.write_text("a==2")
    assert not places.stamped("packages", places.digest([source]))


def test_an_organisation_s_mirror_reaches_uv(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("UV_DEFAULT_INDEX", "UV_INDEX", "SSL_CERT_FILE"):
        monkeypatch.delenv(name, raising=False)
    settings = {"index-url": "https://mirror.example/simple", "cert": "/etc/ssl/town.pem"}
    monkeypatch.setattr(packages, "_pip_settings", lambda: settings)
    environment = packages.uv_environment()
    assert environment["UV_DEFAULT_INDEX"] == "https://mirror.example/simple"
    assert environment["SSL_CERT_FILE"] == "/etc/ssl/town.pem"


@pytest.mark.parametrize("folder", ["parvis", "mairie de Châlons", "l’école d'à côté", "x" * 140])
def test_the_command_starts_wherever_the_clone_lies(tmp_path: Path, folder: str) -> None:
    """Linux cuts the first line of a script at a space and after 127 bytes."""
    python = tmp_path / folder / "python"
    python.parent.mkdir()
    python.symlink_to(sys.executable)
    script = tmp_path / folder / "parvis"
    script.write_text(packages.first_lines(python) + "import sys\n\nprint(sys.argv[1:])\n", encoding="utf-8")
    script.chmod(0o755)
    done = subprocess.run([script, "a b", "--c"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "['a b', '--c']\n"), done.stderr


def test_a_folder_of_another_user_is_said_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Root ran the set-up first, the service's own user runs it now."""
    build = tmp_path / "build"
    (build / ".setup.lock").mkdir(parents=True)  # cannot be opened as a file, even by root
    monkeypatch.setattr(order, "BUILD", build)
    monkeypatch.setattr(order, "require_machine", lambda: None)
    assert order.main("base") == 1
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 2
    assert ".setup.lock" in said[1]


def test_an_interrupted_setup_says_so_and_what_comes_next(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(order, "require_machine", interrupted)
    assert order.main("base") == 130
    french, english = capsys.readouterr().err.split("\n")[1:3]
    assert french.startswith("Interrompu")
    assert english.startswith("Interrupted")
