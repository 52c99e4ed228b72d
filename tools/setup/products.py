# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is built from the sources: style sheets, scripts, translations, fingerprinted static files."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tools.setup.places import BUILD, PYTHON, ROOT, VENV, digest, stamp, stamped
from tools.setup.problem import Problem


def build_products() -> None:
    """Brings them up to date; each step looks for itself whether it has anything to do."""
    _assets()
    _translations()
    _static_files()


def _assets() -> None:
    sources = [path for part in ("ui", "services", "kernel") for path in (ROOT / "parvis" / part).rglob("*.[js]*s")]
    sources += [ROOT / "package-lock.json", ROOT / "tools" / "build_assets.py"]
    value = digest(sources, content=False)
    if not stamped("assets", value) or not (BUILD / "assets").exists():
        print("Feuilles de style et scripts… / Style sheets and scripts…", flush=True)
        _step(["-m", "tools.build_assets"], "assets")
        stamp("assets", value)


def _translations() -> None:
    catalogues = list((ROOT / "parvis").rglob("*.po"))
    if any(_older(path.with_suffix(".mo"), path) for path in catalogues):
        _step(["-m", "tools.messages", "compile"], "messages")


def _older(made: Path, source: Path) -> bool:
    return not made.exists() or made.stat().st_mtime_ns < source.stat().st_mtime_ns


def _static_files() -> None:
    folders = [BUILD / "assets", *(ROOT / "parvis").glob("*/*/static"), *(ROOT / "parvis").glob("*/static")]
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    packages = list((VENV / ".parvis").glob("packages-*"))
    value = digest([*files, *packages], content=False)
    if stamped("static", value) and (BUILD / "static" / "staticfiles.json").exists():
        return
    print("Empreintes des fichiers statiques… / Fingerprints of the static files…", flush=True)
    _step(["manage.py", "collectstatic", "--noinput", "--clear", "--verbosity=0"], "collectstatic")
    stamp("static", value)


def _step(arguments: list[str], name: str) -> None:
    done = subprocess.run([PYTHON, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        output = done.stdout + done.stderr
        last = next((line.strip() for line in reversed(output.splitlines()) if line.strip()), "?")
        if "npm" in output and ("ECONNREFUSED" in output or "ENOTFOUND" in output or "network" in output):
            raise Problem(
                "Les paquets des pages web n’ont pas pu être téléchargés : vérifiez la connexion, puis recommencez.",
                "The packages of the web pages could not be downloaded: check the connection, then start again.",
            )
        raise Problem(f"L’étape « {name} » a échoué : {last}", f"Step “{name}” failed:\n{output.rstrip()}")
