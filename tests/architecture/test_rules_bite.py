# SPDX-License-Identifier: AGPL-3.0-or-later
"""The rules of the house hold for every file, and each of them notices a breach."""

from __future__ import annotations

import configparser
import subprocess
from pathlib import Path

import pytest

from parvis.kernel.registry.catalogue import KERNEL
from tools import tidy
from tools.setup.places import BIN

ROOT = Path(__file__).resolve().parents[2]
LICENCE = f"# {tidy.LICENCE}\n"


def test_every_file_keeps_the_rules() -> None:
    found = [problem for path in tidy.tracked() for problem in tidy.problems(path, path.relative_to(ROOT).as_posix())]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.py", "x = 1\n", "licence line"),
        ("a.py", LICENCE + "x = 1\n" * 300, "301 lines"),
        ("a.js", "// " + tidy.LICENCE + "\n;" * 300, "lines"),
        ("a.py", LICENCE + "def f():\n" + "    x = 1\n" * 40, "f has 41 lines"),
        ("a.py", LICENCE + "# TO" + "DO later\n", "unfinished"),
        ("a.md", "see https://pypi" + ".org/project/x\n", "package registry"),
        ("a.md", "cd /ro" + "ot/parvis\n", "folder of one machine"),
        ("a.toml", 'path = "/wo' + 'rk/main"\n', "folder of one machine"),
        ("requirements/a.txt", "numpy==2.0 ; python_version > '3'\n", "no hash"),
    ],
)
def test_each_rule_notices_its_breach(tmp_path: Path, name: str, text: str, said: str) -> None:
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    assert any(said in problem for problem in tidy.problems(path, name))


def test_a_docstring_does_not_make_a_function_long(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text(LICENCE + 'def f():\n    """' + "words\n" * 60 + '    """\n    return 1\n')
    assert not list(tidy.problems(path, "a.py"))


def test_imports_keep_the_architecture() -> None:
    done = subprocess.run([BIN / "lint-imports", "--no-logo"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_models_of_every_kernel_app_are_guarded() -> None:
    parser = configparser.ConfigParser()
    parser.read(ROOT / ".importlinter")
    guarded = {parser[section].get("protected_modules", "") for section in parser.sections()}
    with_models = {app for app in KERNEL if list((ROOT / "parvis/kernel" / app).glob("models*"))}
    assert {f"parvis.kernel.{app}.models" for app in with_models} <= guarded


def test_every_contract_says_what_to_do_instead() -> None:
    parser = configparser.ConfigParser()
    parser.read(ROOT / ".importlinter")
    contracts = [parser[section] for section in parser.sections() if ":contract:" in section]
    assert contracts
    assert all(contract.get("broken_contract_guidance") for contract in contracts)
