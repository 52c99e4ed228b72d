# SPDX-License-Identifier: AGPL-3.0-or-later
"""The papers tell the truth: links lead somewhere, tests and commands that they name exist, periods are the code's."""

from __future__ import annotations

import ast
import dataclasses
import re
from datetime import timedelta
from functools import cache
from importlib import import_module
from pathlib import Path
from urllib.parse import unquote

import pytest
import typer

from parvis.kernel.registry import manifests
from parvis.kernel.registry.catalogue import KERNEL, service_slugs
from parvis.project.command.app import app as command

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(DOCS.rglob("*.md"))]
LINK = re.compile(r"(?<!\\)\[[^\]]*\]\(([^)\s]+)\)")
TEST = re.compile(r"`((?:parvis|tests)/[\w/]+\.py)::(\w+)`")
# Paths of the source in running text; patterns and names of things to come have other signs in them.
PATH = re.compile(r"`((?:parvis|tests|tools|deploy|docs|requirements|bench)/[\w./-]+)`")
CODE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
EXAMPLES = {"parvis/services/reports/scripts/desk.js"}
"""Named to show where a file of that kind goes."""
UNITS = {"hours": timedelta(hours=1), "days": timedelta(days=1)}

# OWASP ASVS 5.0.0: how many requirements of level 1 or 2 each section begins with (levels are not always in order,
# so what is of level 3 is listed apart).
SECTIONS = {
    1: (2, 9, 11, 3, 2), 2: (3, 3, 4, 1), 3: (0, 2, 4, 6, 5, 0, 2), 4: (3, 1, 2, 4), 5: (1, 3, 2, 3),
    6: (3, 12, 4, 4, 5, 3, 0, 4), 7: (3, 4, 2, 5, 2, 2), 8: (2, 3, 1, 1), 9: (3, 4), 10: (2, 2, 4, 11, 5, 2, 3),
    11: (2, 3, 3, 4, 1, 1), 12: (3, 2, 4), 13: (1, 5, 2, 5), 14: (2, 4, 3), 15: (3, 3, 7), 16: (1, 5, 4, 3, 3),
}  # fmt: skip
REQUIREMENTS = {
    f"{chapter}.{section}.{number}"
    for chapter, counts in SECTIONS.items()
    for section, count in enumerate(counts, start=1)
    for number in range(1, count + 1)
} | {"17.1.1", "17.2.1", "17.2.2", "17.2.3", "17.2.4", "17.3.1", "17.3.2"}


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


each = pytest.mark.parametrize("page", PAGES, ids=name_of)


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as forges make them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@each
def test_links_lead_somewhere(page: Path) -> None:
    dead = []
    for target in LINK.findall(CODE.sub("", page.read_text(encoding="utf-8"))):
        if re.match(r"(?:https?|mailto):", target) or (target.endswith(".png") and "screenshots" in target):
            continue
        path, _, anchor = unquote(target).partition("#")
        file = (page.parent / path).resolve() if path else page
        if not file.exists() or (anchor and anchor not in anchors(file)):
            dead.append(target)
    assert dead == []


@each
def test_paths_of_the_source_exist(page: Path) -> None:
    if "decisions" in page.parts:
        pytest.skip("a decision speaks of its day")
    text = CODE.sub("", page.read_text(encoding="utf-8"))
    assert [path for path in PATH.findall(text) if not _exists(path, page)] == []


def _exists(path: str, page: Path) -> bool:
    """A path from the root, or from the folder of the page's own app; a module may have become a package."""
    app = ROOT / "parvis" / page.relative_to(DOCS).with_suffix("") if page.is_relative_to(DOCS) else ROOT
    if any((folder / path.rstrip("/.")).exists() or (folder / path).with_suffix("").is_dir() for folder in (ROOT, app)):
        return True
    return path.startswith(("parvis/services/gardens", "build/")) or path in EXAMPLES


@cache
def functions_of(file: str) -> set[str]:
    path = ROOT / file
    if not path.exists():
        return set()
    return {
        node.name
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


@each
def test_tests_that_are_named_exist(page: Path) -> None:
    named = TEST.findall(page.read_text(encoding="utf-8"))
    assert [f"{file}::{test}" for file, test in named if test not in functions_of(file)] == []


@pytest.mark.parametrize(
    "app", [f"kernel/{name}" for name in KERNEL] + [f"services/{slug}" for slug in service_slugs()]
)
def test_every_app_has_its_page_in_the_index(app: str) -> None:
    assert (DOCS / f"{app}.md").exists()
    assert f"({app}.md)" in (DOCS / "README.md").read_text(encoding="utf-8")


def test_every_page_is_reached_from_the_index() -> None:
    reached, waiting = set(), [DOCS / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in reached or not page.exists():
            continue
        reached.add(page)
        links = LINK.findall(page.read_text(encoding="utf-8"))
        waiting += [
            (page.parent / link.partition("#")[0]).resolve() for link in links if ".md" in link and ":" not in link
        ]
    assert [name_of(page) for page in DOCS.rglob("*.md") if page not in reached] == []


def commands() -> set[str]:
    """`serve`, `services list`, …"""
    group = typer.main.get_command(command)
    found = set()
    for name, one in group.commands.items():  # type: ignore[attr-defined]
        found.add(name)
        found |= {f"{name} {inner}" for inner in getattr(one, "commands", {})}
    return found


@each
def test_commands_that_are_named_exist(page: Path) -> None:
    known, text = commands(), page.read_text(encoding="utf-8")
    groups = {name.split()[0] for name in known if " " in name}
    wrong = []
    for first, second in re.findall(r"(?:^|[`/ ])parvis ([a-z][a-z-]+)(?: ([a-z]+))?", text, re.MULTILINE):
        if first in groups and second and f"{first} {second}" not in known:
            wrong.append(f"parvis {first} {second}")
    for first in re.findall(r"`(?:\.venv/bin/)?parvis ([a-z][a-z-]+)", text):
        if first not in known:
            wrong.append(f"parvis {first}")
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    wrong += [f"make {target}" for target in re.findall(r"`make ([a-z-]+)", text) if target not in targets]
    assert wrong == []


def test_the_security_table_has_each_requirement_once() -> None:
    found: list[str] = []
    for line in (DOCS / "security.md").read_text(encoding="utf-8").splitlines():
        row = re.match(r"\| (\d+\.\d+\.\d+)(?:–(\d+\.\d+\.\d+))? \| [12] \| (yes|partly|no|n/a) \| (.+?) \| ", line)
        if row is None:
            assert not re.match(r"\| \d+\.\d+\.\d+", line), f"cannot be read: {line}"
            continue
        assert row[4].strip(), f"{row[1]}: say why"
        found += _range(row[1], row[2] or row[1])
    assert sorted(found) == sorted(set(found)), "twice"
    assert set(found) == REQUIREMENTS


def _range(first: str, last: str) -> list[str]:
    def key(text: str) -> tuple[int, ...]:
        return tuple(int(part) for part in text.split("."))

    return [name for name in REQUIREMENTS if key(first) <= key(name) <= key(last)]


def test_the_summary_of_the_security_table_counts_right() -> None:
    text = (DOCS / "security.md").read_text(encoding="utf-8")
    said = re.search(r"^(\d+) met, (\d+) partly, (\d+) not yet, (\d+) lines", text, re.MULTILINE)
    assert said
    counted = [
        len(re.findall(rf"^\| [\d.–]+ \| [12] \| {word} \|", text, re.MULTILINE))
        for word in ("yes", "partly", "no", "n/a")
    ]
    assert [int(number) for number in said.groups()] == counted


def test_what_is_not_met_is_not_said_to_be_shown() -> None:
    """An expected failure proves a lack: no line that says “yes” may lean on one."""
    text = (DOCS / "security.md").read_text(encoding="utf-8")
    failing = {
        node.name
        for path in (ROOT / "tests/security").glob("test_*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and any("xfail" in ast.unparse(mark) for mark in node.decorator_list)
    }
    leaning = [
        line
        for line in text.splitlines()
        if re.search(r"\| yes \|", line) and any(f"::{name}`" in line for name in failing)
    ]
    assert leaning == []


def test_periods_of_the_record_are_those_of_the_code() -> None:
    text = (DOCS / "privacy.md").read_text(encoding="utf-8")
    kinds = {manifest.slug: manifest.settings for manifest in manifests(include_closed=True) if manifest.settings}
    settings = re.findall(r"`\[(\w+)\] (\w+)` = (\d+)", text)
    constants = re.findall(r"`(parvis[\w.]+):(\w+)` = (\d+) (\w+)", text)
    assert len(settings) >= 6
    assert len(constants) >= 4
    for slug, key, value in settings:
        defaults = {field.name: field.default for field in dataclasses.fields(kinds[slug])}
        assert defaults[key] == int(value), f"[{slug}] {key}"
    for module, name, value, unit in constants:
        kept = getattr(import_module(module), name)
        expected = UNITS[unit] * int(value)
        assert kept == (expected if isinstance(kept, timedelta) else int(value)), f"{module}:{name}"


def test_every_app_that_keeps_something_stands_in_the_record() -> None:
    text = (DOCS / "privacy.md").read_text(encoding="utf-8")
    assert [slug for slug in (*KERNEL, *service_slugs()) if f"`{slug}`" not in text] == []


def test_jobs_that_the_record_names_run_by_the_clock() -> None:
    text = (DOCS / "privacy.md").read_text(encoding="utf-8")
    known = {
        f"{job.job.split('.')[2]}.{job.job.rpartition(':')[2]}" for manifest in manifests() for job in manifest.jobs
    }
    rows = [line.split("|")[-2] for line in text.splitlines() if re.match(r"\| .*\(`\w+`\)", line)]
    named = {name for row in rows for name in re.findall(r"`(\w+\.\w+)`", row)}
    assert len(named) >= 5
    assert named <= known


def test_who_signs_in_is_who_the_demo_makes() -> None:
    demo = (ROOT / "parvis/kernel/organisations/demo.py").read_text(encoding="utf-8")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    logins = re.findall(r'^    \("(\w+)", "([^"]+)", Role', demo, re.MULTILINE)
    assert len(logins) >= 5
    for login, name in logins:
        assert f"`{login}@demo.valorne.example`" in readme
        assert name in readme
    assert "parvis-en-demo" in (ROOT / "parvis/project/command/demo.py").read_text(encoding="utf-8")
    assert "`parvis-en-demo`" in readme
