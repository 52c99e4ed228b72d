# SPDX-License-Identifier: AGPL-3.0-or-later
"""The virtual environment and the locked packages in it."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from tools.setup.machine import require_venv_module
from tools.setup.places import BIN, LOG, PYTHON, REQUIREMENTS, ROOT, STAMPS, VENV, digest, stamp, stamped
from tools.setup.problem import Problem

BOOTSTRAP = REQUIREMENTS / "bootstrap.txt"
LONGEST_SHEBANG = 120
LOCKS = {"base": ["base.txt"], "test": ["base.txt", "test.txt"]}


def make_environment() -> None:
    """Makes `.venv`, or makes it again when its Python no longer runs."""
    if PYTHON.exists() and _runs(PYTHON):
        return
    if VENV.exists():
        shutil.rmtree(VENV)
    print("Création de l’environnement Python… / Making the Python environment…", flush=True)
    if find_spec("ensurepip") is None and find_spec("pip") is not None:
        command = [sys.executable, "-m", "venv", "--without-pip", str(VENV)]
    else:
        require_venv_module()
        command = [sys.executable, "-m", "venv", str(VENV)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        raise _explained(done.stdout + done.stderr)


def install(profile: str) -> None:
    """Installs exactly the locked packages of the profile (`base` or `test`), each checked by its hash."""
    if profile == "base" and (STAMPS / "packages-test").exists():
        profile = "test"  # running the portal does not take the test tools away
    locks = [REQUIREMENTS / name for name in LOCKS[profile]]
    value = digest([*locks, BOOTSTRAP])
    if stamped(f"packages-{profile}", value):
        return
    print("Installation des paquets… / Installing the packages…", flush=True)
    _bootstrap()
    files = [part for lock in [BOOTSTRAP, *locks] for part in ("-r", str(lock))]
    uv = BIN / "uv"
    if uv.exists() and not os.environ.get("PARVIS_NO_UV"):
        _run([str(uv), "pip", "install", "--python", str(PYTHON), "--require-hashes", *files], uv_environment())
    else:
        _run([*_pip(), "install", "--require-hashes", *files], dict(os.environ))
    stamp(f"packages-{profile}", value)


def link_project() -> None:
    """Makes `import parvis` and the `parvis` script work: a path file and a launcher, nothing to build."""
    library = next(VENV.glob("lib/python3.*/site-packages"))
    _write(library / "parvis.pth", f"{ROOT}\n")
    launcher = "from parvis.project.command import main\n\nmain()\n"
    _write(BIN / "parvis", f"{first_lines(PYTHON)}{launcher}", mode=0o755)


def first_lines(python: Path) -> str:
    """What makes a script run by that Python; Linux cuts a `#!` line at a space and after 127 bytes."""
    if " " not in str(python) and len(os.fsencode(python)) < LONGEST_SHEBANG:
        return f"#!{python}\n"
    return f"""#!/bin/sh\n'''exec' {shlex.quote(str(python))} "$0" "$@"\n' '''\n"""  # sh runs it, Python reads a string


def _write(path: Path, text: str, mode: int = 0o644) -> None:
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")
        path.chmod(mode)


def _runs(python: Path) -> bool:
    test = "import sys; sys.exit(sys.version_info < (3, 12))"
    try:
        return subprocess.run([python, "-c", test], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def _bootstrap() -> None:
    """Installs uv, which installs the rest ten times faster than pip; without it pip does the work."""
    value = digest([BOOTSTRAP])
    if (BIN / "uv").exists() and stamped("bootstrap", value):
        return
    _run([*_pip(), "install", "--quiet", "--require-hashes", "-r", str(BOOTSTRAP)], dict(os.environ))
    stamp("bootstrap", value)


def _pip() -> list[str]:
    quiet = "--disable-pip-version-check"
    if next(VENV.glob("lib/python3.*/site-packages/pip"), None):
        return [str(PYTHON), "-m", "pip", quiet]
    if find_spec("pip") is not None:
        return [sys.executable, "-m", "pip", quiet, "--python", str(PYTHON)]
    require_venv_module()
    command = [PYTHON, "-m", "ensurepip", "--upgrade"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise _explained(done.stdout + done.stderr)
    return [str(PYTHON), "-m", "pip", quiet]


def uv_environment() -> dict[str, str]:
    """The environment for uv, which does not read pip's configuration: an organisation's mirror keeps working."""
    environment = dict(os.environ)
    settings = _pip_settings()
    translated = {
        "UV_DEFAULT_INDEX": settings.get("index-url", ""),
        "UV_INDEX": settings.get("extra-index-url", ""),
        "UV_FIND_LINKS": settings.get("find-links", "").replace(" ", ","),
        "SSL_CERT_FILE": settings.get("cert", ""),
        "UV_INDEX_STRATEGY": "unsafe-best-match",  # as pip does; the hashes say which file is right
        "UV_LINK_MODE": "copy",
        "UV_HTTP_TIMEOUT": "120",
    }
    for name, value in translated.items():
        if value:
            environment.setdefault(name, value)
    return environment


def _pip_settings() -> dict[str, str]:
    """Values of `pip config list`, whatever their section; the environment's come last and win."""
    done = subprocess.run([*_pip(), "config", "list"], capture_output=True, text=True, check=False)
    found: dict[str, str] = {}
    for line in done.stdout.splitlines():
        name, _, value = line.partition("=")
        found[name.rpartition(".")[2]] = value.strip("'\"").replace("\\n", " ").strip()
    return found


def _run(command: list[str], environment: dict[str, str]) -> None:
    """Runs a program that installs; what it says is shown and kept for the explanation of a failure."""
    STAMPS.mkdir(parents=True, exist_ok=True)
    quiet = [] if sys.stderr.isatty() else ["--quiet"]
    with LOG.open("w+", encoding="utf-8") as log:
        done = subprocess.run([*command, *quiet], env=environment, stdout=log, stderr=log, check=False)
    if done.returncode:
        raise _explained(LOG.read_text(encoding="utf-8", errors="replace"))


def _explained(output: str) -> Problem:
    """The one sentence that helps, from what the program said."""
    low = output.lower()
    if "no space left" in low or "os error 28" in low:
        return Problem(
            "Le disque est plein : faites de la place, puis recommencez.", "The disk is full: make room, start again."
        )
    if any(word in low for word in _NETWORK_WORDS):
        return Problem(
            "Les paquets n’ont pas pu être téléchargés : vérifiez la connexion ou le proxy, puis recommencez.",
            "The packages could not be downloaded: check the connection or the proxy, then start again.",
        )
    if "hash" in low and ("mismatch" in low or "do not match" in low):
        return Problem(
            "Un paquet téléchargé n’est pas celui que le projet attend (empreinte différente) : rien n’a été installé.",
            "A downloaded package is not the one that the project expects (another hash): nothing was installed.",
        )
    last = next((line.strip() for line in reversed(output.splitlines()) if line.strip()), "?")
    return Problem(f"L’installation a échoué : {last}", f"The installation failed; see {LOG}.")


_NETWORK_WORDS = (
    "connection refused", "newconnectionerror", "error sending request", "failed to fetch", "dns error", "timed out",
    "name resolution", "network is unreachable", "connecttimeout", "max retries", "proxyerror", "connection error",
    "could not find a version", "no matching distribution",
)  # fmt: skip
