# SPDX-License-Identifier: AGPL-3.0-or-later
"""Command line: `python -m tools.messages extract|compile|check [APP…]`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tools.messages.catalogues import apps, catalogue_path, compile_catalogue, update_catalogue
from tools.messages.extraction import ROOT, ExtractionError
from tools.messages.problems import dates_changed, disagreements, problems_of


def _chosen(folders: list[str]) -> list[Path]:
    known = apps()
    if not folders:
        return known
    chosen = [Path(folder).resolve() for folder in folders]
    for app in chosen:
        if app not in known:
            raise SystemExit(f"{app} is not an app; the apps are: {', '.join(path.name for path in known)}")
    return chosen


def _extract(chosen: list[Path]) -> int:
    for app in chosen:
        if update_catalogue(app):
            print(catalogue_path(app).relative_to(ROOT))
    return 0


def _compile(chosen: list[Path]) -> int:
    for app in chosen:
        compile_catalogue(app)
    return 0


def _check(chosen: list[Path]) -> int:
    problems = [problem for app in chosen for problem in problems_of(app)]
    problems += [problem for app in chosen for problem in dates_changed(app)]
    problems += disagreements(chosen)
    print(*problems, sep="\n", end="\n" if problems else "")
    print(f"{len(problems)} problems" if problems else "translations are complete", file=sys.stderr)
    return 1 if problems else 0


ACTIONS = {"extract": _extract, "compile": _compile, "check": _check}


def main(arguments: list[str] | None = None) -> int:
    """Runs one action on the given apps, or on all; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tools.messages", description="Translation catalogues.")
    parser.add_argument("action", choices=ACTIONS)
    parser.add_argument("apps", nargs="*", metavar="APP", help="folder of an app; all when left out")
    options = parser.parse_args(arguments)
    try:
        return ACTIONS[options.action](_chosen(options.apps))
    except ExtractionError as failure:
        print(failure, file=sys.stderr)
        return 1


if __name__ == "__main__":
    raise SystemExit(main())
