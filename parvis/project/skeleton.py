# SPDX-License-Identifier: AGPL-3.0-or-later
"""Makes a new service from the skeleton in `tools/skeleton`: working pages, API, jobs, tests, a page of documentation.

The skeleton is a whole small service named `specimen`; a new one is its copy under another name.
`docs/write-a-service.md` says how to go on from there.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from django.utils.text import slugify

from parvis.kernel.registry.catalogue import KERNEL
from parvis.project.words import _

SLUG = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")
LONGEST_SLUG = 20
"""Names of indexes begin with the slug, and Django allows them 30 characters."""
LONGEST_TITLE = 60
TITLE = re.compile(r"[\w ’'()&,.–-]+")
TAKEN = frozenset({*KERNEL, "project", "ui", "services", "engines", "specimen", "agents", "api", "static"})


class SkeletonError(Exception):
    """The service cannot be made; nothing was written. The message says why."""


@dataclass(frozen=True, kw_only=True)
class NewService:
    """What a new service is called: `slug` in code, `title` in English source, `french` and `path` to residents."""

    slug: str
    title: str
    french: str
    path: str

    @property
    def words(self) -> Mapping[str, str]:
        """The skeleton's words and what stands in their place, in the order of replacement."""
        camel = "".join(part.capitalize() for part in self.slug.split("_"))
        prefix = self.slug.replace("_", "")[:3].upper().ljust(3, "X")
        return {
            "specimen-path": self.path,
            "Specimen service": self.title,
            "Service spécimen": self.french,
            "Specimen": camel,
            "specimen": self.slug,
            '"SPE"': f'"{prefix}"',
            "SPE-": f"{prefix}-",
        }


def named(slug: str, *, french: str, title: str = "", path: str = "") -> NewService:
    """A new service's names, completed and verified.

    Args:
        slug: folder, app label and URL namespace.
        french: the title that residents read.
        title: the same in English; made of the slug when empty.
        path: public address without slashes; made of the French title when empty.

    Raises:
        SkeletonError: a name does not do; the message says what would.
    """
    french = " ".join(french.split()).replace("'", "’")
    title = " ".join(title.split()) or slug.replace("_", " ").capitalize()
    path = path.strip("/") or slugify(french.replace("’", " "))
    if not SLUG.fullmatch(slug) or len(slug) > LONGEST_SLUG:
        message = _("“{slug}”: use small letters, figures and _, {most} characters at most.")
        raise SkeletonError(message.format(slug=slug, most=LONGEST_SLUG))
    if slug in TAKEN:
        raise SkeletonError(_("“{slug}” is taken by the platform itself.").format(slug=slug))
    for text in (french, title):
        if not TITLE.fullmatch(text) or len(text) > LONGEST_TITLE:
            message = _("“{text}”: a title has letters and spaces, {most} characters at most.")
            raise SkeletonError(message.format(text=text, most=LONGEST_TITLE))
    if not path or path != slugify(path):
        raise SkeletonError(_("“{path}”: an address has small letters, figures and hyphens.").format(path=path))
    return NewService(slug=slug, title=title, french=french, path=path)


def make_service(root: Path, service: NewService) -> list[Path]:
    """Writes the service into the source tree at `root`, whole or not at all; returns the files written or changed.

    Raises:
        SkeletonError: there is no skeleton, or the service exists already.
    """
    source, target = root / "tools/skeleton", root / "parvis/services" / service.slug
    page = root / "docs/services" / f"{service.slug}.md"
    if not source.is_dir():
        raise SkeletonError(_("The skeleton is part of the source tree only: run this in a clone of the repository."))
    if target.exists() or page.exists():
        raise SkeletonError(_("{file} exists already.").format(file=target if target.exists() else page))
    try:
        _copy(source / "service", target, service.words)
        page.write_text(_renamed((source / "page.md").read_text(encoding="utf-8"), service.words), encoding="utf-8")
        _finish(root, service.slug)
    except BaseException:
        shutil.rmtree(target, ignore_errors=True)
        page.unlink(missing_ok=True)
        raise
    changed = _mention(root, service)
    return sorted([*(path for path in target.rglob("*") if path.is_file() and path.suffix != ".pyc"), page, *changed])


def _renamed(text: str, words: Mapping[str, str]) -> str:
    # In one pass: a new name may itself contain a word of the skeleton.
    pattern = re.compile("|".join(re.escape(word) for word in words))
    return pattern.sub(lambda found: words[found[0]], text)


def _copy(source: Path, target: Path, words: Mapping[str, str]) -> None:
    for path in sorted(source.rglob("*")):
        if path.is_dir() or "__pycache__" in path.parts:
            continue
        copy = target / _renamed(path.relative_to(source).as_posix(), words)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(_renamed(path.read_text(encoding="utf-8"), words), encoding="utf-8")


def lacks_tools() -> bool:
    """True where only what runs the portal is installed: making a service brings the rest first, by the network."""
    return find_spec("ruff") is None


def _finish(root: Path, slug: str) -> None:
    """Writes the migration and the table of settings, brings the catalogue into its order, formats."""
    folder = f"parvis/services/{slug}"
    steps = [
        *([["-m", "tools.setup", "test"]] if lacks_tools() else []),
        ["manage.py", "makemigrations", slug, "--verbosity", "0"],
        ["-m", "tools.messages", "extract", folder],
        ["-m", "tools.messages", "compile", folder],
        # Names of another length than the skeleton's break lines elsewhere.
        ["-m", "ruff", "format", "--quiet", folder],
        ["-m", "ruff", "check", "--fix", "--quiet", folder],
        ["-m", "tools.settings_page"],
    ]
    for step in steps:
        done = subprocess.run(  # noqa: S603 - our own programs, with a slug that was verified
            [sys.executable, *step], cwd=root, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise SkeletonError(f"{' '.join(step)}: {(done.stderr or done.stdout).strip()}")


def _mention(root: Path, service: NewService) -> list[Path]:
    """Adds the service to the index of the documentation and to the record of processing."""
    lines = {
        "README.md": (
            "## Services",
            f"- [{service.title}](services/{service.slug}.md): requests of residents, answered.",
        ),
        "privacy.md": (
            "### Services",
            f"| {service.title} (`{service.slug}`) | request, e-mail, account, keyed hash of the network address "
            f"| answering requests | public task (6.1.e) | `[{service.slug}] retention_months` = 12 months after the "
            f"answer | agents of the organisation asked | `{service.slug}.forget` |",
        ),
    }
    changed = []
    for name, (heading, line) in lines.items():
        path = root / "docs" / name
        if path.exists():
            path.write_text(with_line(path.read_text(encoding="utf-8"), heading, line), encoding="utf-8")
            changed.append(path)
    return changed


def with_line(text: str, heading: str, line: str) -> str:
    """The text with a line added at the end of the list or table that follows a heading; unchanged without one."""
    lines = text.splitlines()
    if heading not in lines:
        return text
    last = start = lines.index(heading)
    for number in range(start + 1, len(lines)):
        if lines[number].startswith("#"):
            break
        if lines[number].startswith(("- ", "|")):
            last = number
    return "\n".join([*lines[: last + 1], line, *lines[last + 1 :]]) + "\n"
