# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every command explains itself, reports as JSON, and fails in one sentence with its exit code."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import tomlkit
from typer.main import get_command

from parvis.project.command import serve
from parvis.project.command.app import app
from parvis.project.command.serve import require_free_port
from parvis.project.command.services import write_state

ROOT = Path(__file__).resolve().parents[4]
NOWHERE = "postgresql://nobody@127.0.0.1:9/none?connect_timeout=2"
TOWN = '# Our town\n[town]\nname = "Valorne"\n\n[services]\n# reports: since 2026\nreports = "open"  # keep\n'


def parvis(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, in English, without a database unless given."""
    clean = {"DATABASE_URL": NOWHERE, "PARVIS_LANGUAGE": "en", **environment}
    command = [sys.executable, "-m", "parvis.project.command", *arguments]
    return subprocess.run(
        command, cwd=ROOT, env={**os.environ, **clean}, capture_output=True, text=True, timeout=120, check=False
    )


def paths(command: object, prefix: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """Every subcommand, as the words that call it."""
    subcommands = getattr(command, "commands", None)
    if subcommands is None:
        return [prefix]
    return [path for name, sub in subcommands.items() for path in paths(sub, (*prefix, name))]


@pytest.mark.parametrize("words", paths(get_command(app)), ids=" ".join)
def test_every_command_explains_itself(words: tuple[str, ...]) -> None:
    command = get_command(app)
    for word in words:
        command = command.commands[word]  # type: ignore[attr-defined]
    assert command.help
    unexplained = [option.name for option in command.params if not getattr(option, "help", None)]
    assert unexplained in ([], ["help"])


def test_the_list_of_commands_is_the_promised_one() -> None:
    assert {" ".join(words) for words in paths(get_command(app))} >= {
        "demo", "serve", "worker", "check", "backup", "restore", "import addresses", "import areas", "import osm",
        "services list", "services open", "services close", "createuser", "migrate", "version",
    }  # fmt: skip


def test_a_wrong_option_is_code_2() -> None:
    assert parvis("serve", "--prot", "1").returncode == 2


def test_a_wrong_configuration_is_code_3_and_names_the_line(tmp_path: Path) -> None:
    (tmp_path / "parvis.toml").write_text('[town]\nname = "Valorne\n')
    done = parvis("services", "list", PARVIS_CONFIG=str(tmp_path / "parvis.toml"))
    assert done.returncode == 3
    assert "not valid TOML" in done.stderr
    assert "line 2" in done.stderr
    assert "Traceback" not in done.stderr


def test_no_database_is_code_4() -> None:
    done = parvis("migrate")
    assert done.returncode == 4
    assert len(done.stderr.strip().splitlines()) == 1
    assert done.stderr.startswith("The database does not answer")


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_a_port_in_use_is_said_before_anything_starts(command: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = parvis(command, "--port", str(port))
    assert done.returncode == 1
    assert done.stderr.strip() == f"Port {port} is in use by another program: choose one with --port."


def test_version_and_services_answer_as_json_without_a_database() -> None:
    assert json.loads(parvis("version", "--json").stdout)["parvis"]
    services = json.loads(parvis("services", "list", "--json").stdout)
    assert {"slug", "state", "title"} == services[0].keys()


def test_closing_a_service_writes_one_line_and_keeps_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "parvis.toml"
    path.write_text(TOWN)
    path.chmod(0o640)
    write_state(path, "reports", "closed")
    assert path.read_text() == TOWN.replace('"open"', '"closed"')
    assert path.stat().st_mode & 0o777 == 0o640
    write_state(path, "library", "open")
    assert tomlkit.parse(path.read_text())["services"] == {"reports": "closed", "library": "open"}


def test_an_unknown_service_is_refused_and_named(tmp_path: Path) -> None:
    path = tmp_path / "parvis.toml"
    path.write_text(TOWN)
    done = parvis("services", "close", "swimming", PARVIS_CONFIG=str(path))
    assert done.returncode == 2
    assert "no service “swimming”" in done.stderr
    assert path.read_text() == TOWN


def test_a_second_start_on_a_port_is_refused_before_the_first_one_listens() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    require_free_port("127.0.0.1", port)  # as a start does that still makes its tables
    done = parvis("serve", "--port", str(port))
    serve._claims.pop().close()
    assert done.returncode == 1
    assert "in use by another program" in done.stderr


@pytest.mark.parametrize(("name", "value"), [("PARVIS_CONFIG", "/"), ("PARVIS_VAR", "/proc/nowhere")])
def test_a_wrong_path_in_the_environment_is_code_3_in_one_line(name: str, value: str) -> None:
    done = parvis("services", "list", **{"PARVIS_SECRET_KEY": "", name: value})
    assert done.returncode == 3
    assert len(done.stderr.strip().splitlines()) == 1
    assert value in done.stderr


def test_a_command_that_is_interrupted_says_so_in_one_line() -> None:
    script = (
        "from parvis.project.command import app\n@app.app.command()\ndef wait(): raise KeyboardInterrupt\napp.main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, "wait"], cwd=ROOT, env={**os.environ, "PARVIS_LANGUAGE": "en"},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 130
    assert done.stderr.strip() == "Interrupted. The same command can be started again."


def test_without_a_terminal_createuser_names_the_way_out() -> None:
    done = parvis("createuser", "somebody@ville.example")
    assert done.returncode == 2
    assert done.stderr.strip() == "There is no terminal to ask for the password: use --password-stdin."
