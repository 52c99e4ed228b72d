# SPDX-License-Identifier: AGPL-3.0-or-later
"""`parvis new-service` makes a service that works, in a copy of the source tree."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from parvis.project.command import new_service
from parvis.project.command.console import Refusal
from parvis.project.skeleton import NewService, SkeletonError, make_service, named, with_line

ROOT = Path(__file__).resolve().parents[1]
SLUG, FRENCH = "shared_gardens", "Jardins d'ici"
MADE = f"parvis/services/{SLUG}"

type Run = Callable[..., subprocess.CompletedProcess[str]]


def copy_tree(target: Path) -> None:
    """The files of the repository, and the built assets by link."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    for name in filter(None, listing.stdout.split("\0")):
        if (ROOT / name).is_file() and not name.startswith("docs/screenshots/"):
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, target / name)
    for name in ("build", "node_modules"):
        if (ROOT / name).exists():
            (target / name).symlink_to(ROOT / name)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Runs Python with these arguments in a copy of the tree in which the service has been made."""
    tree = tmp_path_factory.mktemp("tree")
    copy_tree(tree)
    database = settings.DATABASES["default"]
    parts = {"user": database["USER"], "password": database["PASSWORD"], "host": database["HOST"]}
    parts |= {"port": database["PORT"], "dbname": "postgres"}
    environment = {
        **os.environ,
        "PARVIS_VAR": str(tree / "var"),
        "PARVIS_CONFIG": str(tree / "parvis.toml"),
        "PARVIS_TEST_SUFFIX": f"_made_{os.getpid()}",
        "PYTHONPATH": str(tree),
        "DATABASE_URL": " ".join(f"{key}='{value}'" for key, value in parts.items() if value),
    }

    def python(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, *arguments]
        return subprocess.run(command, cwd=tree, env=environment, capture_output=True, text=True, check=False)

    python.tree = tree  # type: ignore[attr-defined]
    done = python("-m", "parvis.project.command", "new-service", SLUG, "--title", FRENCH)
    assert done.returncode == 0, done.stderr
    return python


def passes(done: subprocess.CompletedProcess[str]) -> None:
    assert done.returncode == 0, (done.stdout + done.stderr)[-4_000:]


def test_the_made_service_passes_its_own_tests(run: Run) -> None:
    passes(run("-m", "pytest", MADE, "-q", "-p", "no:cacheprovider", "-p", "no:randomly"))


@pytest.mark.parametrize(
    "arguments",
    [
        ("manage.py", "check", "--fail-level", "WARNING"),
        ("manage.py", "makemigrations", "--check", "--dry-run", SLUG),
        ("-m", "ruff", "check", MADE),
        ("-m", "ruff", "format", "--check", MADE),
        ("-m", "tools.messages", "check"),
        ("-m", "pytest", "tests/test_templates.py", "parvis/kernel/registry/tests/test_manifests.py",
         "tests/architecture/test_apps.py", "-q", "-p", "no:cacheprovider", "-k", SLUG),
    ],
    ids=["django", "migrations", "style", "format", "translations", "manifest and templates"],
)  # fmt: skip
def test_the_made_service_passes_the_checks(run: Run, arguments: tuple[str, ...]) -> None:
    passes(run(*arguments))


@pytest.mark.long
def test_the_made_service_passes_types_and_import_rules(run: Run) -> None:
    passes(run("-m", "mypy", MADE))
    passes(run("-c", "from importlinter.cli import lint_imports_command as main; main(['--no-logo'])"))


def test_nothing_of_the_skeleton_is_left(run: Run) -> None:
    tree: Path = run.tree  # type: ignore[attr-defined]
    files = [path for path in (tree / MADE).rglob("*") if path.suffix in {".py", ".html", ".po"}]
    assert len(files) > 20
    assert not [path for path in files if "specimen" in path.read_text().lower()]
    assert "Jardins d’ici" in (tree / MADE / "locale/fr/LC_MESSAGES/django.po").read_text()


def test_the_papers_name_it(run: Run) -> None:
    tree: Path = run.tree  # type: ignore[attr-defined]
    assert f"services/{SLUG}.md" in (tree / "docs/README.md").read_text()
    assert f"(`{SLUG}`)" in (tree / "docs/privacy.md").read_text()
    assert f"[{SLUG}]" in (tree / f"docs/services/{SLUG}.md").read_text()


def test_a_second_time_is_refused_and_changes_nothing(run: Run) -> None:
    tree: Path = run.tree  # type: ignore[attr-defined]
    before = (tree / MADE / "models.py").read_bytes()
    done = run("-m", "parvis.project.command", "new-service", SLUG, "--title", FRENCH)
    assert done.returncode == 2
    assert (tree / MADE / "models.py").read_bytes() == before


@pytest.mark.parametrize(
    ("slug", "more"),
    [
        ("Gardens", {}), ("2gardens", {}), ("a-b", {}), ("x" * 21, {}), ("../etc", {}), ("places", {}), ("api", {}),
        ("gardens", {"french": "{% load x %}"}), ("gardens", {"french": ""}), ("gardens", {"french": "x" * 61}),
        ("gardens", {"path": "Jardins partagés"}), ("gardens", {"title": 'a"b'}),
    ],
)  # fmt: skip
def test_names_that_do_not_do_are_refused(slug: str, more: dict[str, str]) -> None:
    with pytest.raises(SkeletonError):
        named(slug, **{"french": "Jardins", **more})


def test_names_are_completed() -> None:
    service = named("shared_gardens", french="Jardins  d'ici")
    assert service == NewService(
        slug="shared_gardens", title="Shared gardens", french="Jardins d’ici", path="jardins-d-ici"
    )


def test_what_cannot_be_finished_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ROOT / "tools/skeleton", tmp_path / "tools/skeleton")
    (tmp_path / "docs/services").mkdir(parents=True)

    def fail(*_arguments: Any) -> None:
        raise SkeletonError("no")

    monkeypatch.setattr("parvis.project.skeleton._finish", fail)
    with pytest.raises(SkeletonError):
        make_service(tmp_path, named("gardens", french="Jardins"))
    assert not (tmp_path / "parvis/services/gardens").exists()
    assert not list((tmp_path / "docs/services").iterdir())


def test_where_only_the_portal_is_installed_the_tools_come_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(ROOT / "tools/skeleton", tmp_path / "tools/skeleton")
    (tmp_path / "docs/services").mkdir(parents=True)
    steps: list[str] = []

    def note(command: list[str], **_options: Any) -> subprocess.CompletedProcess[str]:
        steps.append(" ".join(command[1:4]))
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr("parvis.project.skeleton.find_spec", lambda _name: None)
    monkeypatch.setattr("parvis.project.skeleton.subprocess.run", note)
    make_service(tmp_path, named("gardens", french="Jardins"))
    assert steps[0] == "-m tools.setup test"
    assert "-m ruff format" in steps


def test_the_command_starts_the_towns_own_database(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bool] = []
    monkeypatch.setattr(new_service, "boot", lambda *, database=True: asked.append(database))
    with pytest.raises(Refusal):
        new_service.new_service("Not a name", title="Jardins")
    assert asked == [True]


def test_a_line_joins_the_list_under_its_heading() -> None:
    text = "# A\n\n## Services\n\nWords.\n\n- one\n- two\n\n## Next\n\n- three\n"
    assert with_line(text, "## Services", "- new") == text.replace("- two\n", "- two\n- new\n")
    assert with_line(text, "## None", "- new") == text
