# SPDX-License-Identifier: AGPL-3.0-or-later
"""The rules of the house that no other tool knows; `tests/architecture` proves that each rule bites.

- every source file begins with its licence line;
- a file has fewer than 300 lines, a function fewer than 40;
- locks hold hashes and no host name;
- no file names a package registry's host or an absolute folder of somebody's machine;
- no marker of unfinished work.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LONGEST_FILE = 300
LONGEST_FUNCTION = 40
LICENCE = "SPDX-License-Identifier: AGPL-3.0-or-later"
SOURCES = {".py", ".js", ".scss", ".html", ".sh", ".typ"}
TEXT = SOURCES | {".txt", ".in", ".toml", ".json", ".md", ".yml", ".yaml", ".po", ".svg", ".cfg", ""}

# In two halves, so that this file does not find itself.
HOSTS = re.compile("|".join(("pypi" r"\.org", "pythonhosted" r"\.org", "registry" r"\.npm", "npmjs" r"\.(?:org|com)")))
FOLDERS = re.compile(r"(?<![\w.~/<-])/(?:" + "|".join(("root", "work", "ho" r"me/\w")) + r")(?:/|\b(?![.-]))")
UNFINISHED = re.compile(r"\b(?:TO" r"DO|FIX" r"ME|X" r"XX|raise NotImplemented" r"Error)\b")


def tracked() -> list[Path]:
    """The files of the repository that exist."""
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [path for name in listing.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def problems(path: Path, name: str) -> Iterator[str]:
    """What is wrong with the file at `path`, shown as `name`."""
    if path.suffix not in TEXT or name == "LICENSE":
        return
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return
    if path.suffix in SOURCES and "/migrations/" not in name:
        yield from source_problems(name, path.suffix, text)
    yield from word_problems(name, text)
    if name.startswith("requirements/") and path.suffix == ".txt":
        yield from lock_problems(name, text)


def source_problems(name: str, suffix: str, text: str) -> Iterator[str]:
    """Licence, length of the file and of its functions."""
    lines = text.splitlines()
    if lines and not any(LICENCE in line for line in lines[:3]):
        yield f"{name}:1: the licence line is missing"
    if suffix in {".py", ".js"} and len(lines) >= LONGEST_FILE:
        yield f"{name}: {len(lines)} lines; make it a package of the same name"
    if suffix == ".py":
        yield from function_problems(name, text)


def function_problems(name: str, text: str) -> Iterator[str]:
    """Functions that are too long; the docstring does not count."""
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        first = node.body[0]
        is_docstring = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
        documented = (first.end_lineno or 0) - first.lineno + 1 if is_docstring else 0
        length = (node.end_lineno or node.lineno) - node.lineno + 1 - documented
        if length >= LONGEST_FUNCTION:
            yield f"{name}:{node.lineno}: {node.name} has {length} lines; {LONGEST_FUNCTION - 1} at most"


def word_problems(name: str, text: str) -> Iterator[str]:
    """Hosts, folders and markers that do not belong into the repository."""
    for number, line in enumerate(text.splitlines(), start=1):
        if HOSTS.search(line):
            yield f"{name}:{number}: names a package registry"
        if FOLDERS.search(line):
            yield f"{name}:{number}: names a folder of one machine"
        if UNFINISHED.search(line):
            yield f"{name}:{number}: unfinished work"


def lock_problems(name: str, text: str) -> Iterator[str]:
    """Every locked package has a hash."""
    for block in re.split(r"\n(?=\S)", text.strip()):
        if "==" in block and "--hash=sha256:" not in block:
            yield f"{name}: {block.splitlines()[0]} has no hash"


def main() -> int:
    """Prints every problem; exit code 1 if there is one."""
    found = [problem for path in tracked() for problem in problems(path, path.relative_to(ROOT).as_posix())]
    for problem in found:
        print(problem)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
