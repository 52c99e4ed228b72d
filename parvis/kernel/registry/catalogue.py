# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which apps are installed, in which state, and what they contribute to one another."""

from __future__ import annotations

import dataclasses
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from pathlib import Path
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from django.core.exceptions import ImproperlyConfigured

from parvis.kernel.registry.manifest import Manifest, State

KERNEL = (
    "registry",
    "audit",
    "accounts",
    "organisations",
    "jobs",
    "files",
    "documents",
    "notifications",
    "places",
    "streets",
    "search",
    "live",
    "open_data",
)
"""Kernel apps in the order in which they may lean on one another: later ones on earlier ones."""

# Extension points that a closed service still answers: what people and the law may ask of it at any time.
ANSWERED_WHEN_CLOSED = frozenset({"personal_data", "open_data_archive", "housekeeping"})

_overrides: dict[str, State] = {}


def service_slugs() -> tuple[str, ...]:
    """Slugs of all services on disk, in alphabetical order, whatever their state."""
    folder = Path(__file__).parents[2] / "services"
    return tuple(sorted(path.parent.name for path in folder.glob("*/manifest.py")))


@cache
def configuration(path: str) -> Mapping[str, Any]:
    """The parsed `parvis.toml` at `path`.

    Raises:
        ImproperlyConfigured: the file is missing or is not TOML; the message says which line.
    """
    try:
        return tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ImproperlyConfigured(f"The configuration file {path} does not exist.") from error
    except OSError as error:
        raise ImproperlyConfigured(f"The configuration file {path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise ImproperlyConfigured(f"The configuration file {path} is not text in UTF-8.") from error
    except tomllib.TOMLDecodeError as error:
        raise ImproperlyConfigured(f"{path} is not valid TOML: {error}") from error


def states_of(settings_table: Mapping[str, Any]) -> dict[str, State]:
    """The state of each service on disk; a service that the table `[services]` does not name is open.

    Raises:
        ImproperlyConfigured: an unknown service or state is named.
    """
    table = settings_table.get("services", {})
    if not isinstance(table, Mapping):
        raise ImproperlyConfigured("[services] must be a table: one line per service.")
    known = service_slugs()
    for slug, word in table.items():
        if slug not in known:
            raise ImproperlyConfigured(f"[services] names “{slug}”; the services are: {', '.join(known)}.")
        if word not in list(State):
            raise ImproperlyConfigured(f"[services] {slug} = “{word}”: write open, closed or absent.")
    return {slug: State(table.get(slug, State.OPEN)) for slug in known}


@cache
def _manifest(module: str) -> Manifest:
    manifest: Manifest = import_module(f"{module}.manifest").MANIFEST
    return manifest


@cache
def _has_manifest(module: str) -> bool:
    if module == "parvis.kernel.registry":  # its `manifest.py` defines what a manifest is
        return False
    folder = Path(__file__).parents[2] / Path(*module.split(".")[1:])
    return (folder / "manifest.py").exists()


class Catalogue:
    """The installed apps of one process; made once by the settings."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        self.table = table
        self._states = states_of(table)

    def state(self, slug: str) -> State:
        """The state of service `slug` now, overrides of tests and of `parvis services` included."""
        return _overrides.get(slug, self._states.get(slug, State.ABSENT))

    def installed_services(self) -> tuple[str, ...]:
        """Slugs of services that are open or closed, as the configuration file says."""
        return tuple(slug for slug, state in self._states.items() if state is not State.ABSENT)

    def manifests(self, *, include_closed: bool = False) -> tuple[Manifest, ...]:
        """Manifests of the kernel and of the open services; the closed ones too when asked for."""
        kernel = [_manifest(f"parvis.kernel.{name}") for name in KERNEL if _has_manifest(f"parvis.kernel.{name}")]
        services = [
            _manifest(f"parvis.services.{slug}")
            for slug in self.installed_services()
            if include_closed or self.state(slug) is State.OPEN
        ]
        return (*kernel, *services)

    def contributions(self, point: str) -> list[Any]:
        """The objects that installed apps provide for the extension point, in installation order."""
        closed_too = point in ANSWERED_WHEN_CLOSED
        return [
            load(path) for manifest in self.manifests(include_closed=closed_too) for path in manifest.answers(point)
        ]

    def verify_tables(self) -> None:
        """Reads every table of the file, so that a wrong word stops the start and not a job at night.

        Raises:
            ImproperlyConfigured: a table belongs to no app, or a key or value of one is wrong.
        """
        manifests = {manifest.slug: manifest for manifest in self.manifests(include_closed=True) if manifest.settings}
        known = {"town", "services", *service_slugs(), *manifests}
        if unknown := sorted(set(self.table) - known):
            words = f"[{'], ['.join(unknown)}]"
            raise ImproperlyConfigured(
                f"parvis.toml: nothing reads {words}; the tables are: {', '.join(sorted(known))}."
            )
        for slug in manifests:
            self.settings_of(slug)

    def settings_of(self, slug: str) -> Any:
        """The typed settings of app `slug`, from table `[slug]` of the configuration.

        Raises:
            ImproperlyConfigured: the table has a key that the dataclass lacks.
            LookupError: the app has no settings.
        """
        for manifest in self.manifests(include_closed=True):
            if manifest.slug == slug and manifest.settings is not None:
                return _typed(manifest.settings, slug, self.table.get(slug, {}))
        raise LookupError(f"The app “{slug}” declares no settings.")


@cache
def _hints(kind: type[Any]) -> dict[str, Any]:
    """The types of a settings class's fields, read once."""
    return get_type_hints(kind)


def _typed(kind: type[Any], slug: str, table: Mapping[str, Any]) -> Any:
    if not isinstance(table, Mapping):
        raise ImproperlyConfigured(f"[{slug}] must be a table.")
    known = {entry.name for entry in dataclasses.fields(kind)}
    if unknown := sorted(set(table) - known):
        known_words = ", ".join(sorted(known))
        raise ImproperlyConfigured(f"[{slug}] has unknown keys: {', '.join(unknown)}. Known: {known_words}.")
    values = {key: tuple(value) if isinstance(value, list) else value for key, value in table.items()}
    hints = _hints(kind)  # type: ignore[arg-type] # classes are hashable
    for key, value in values.items():
        if not fits(value, hints[key]):
            raise ImproperlyConfigured(f"[{slug}] {key} = {value!r}: write {_type_name(hints[key])}.")
        if isinstance(value, int | float) and value < 0:
            raise ImproperlyConfigured(f"[{slug}] {key} = {value}: write 0 or more.")
    return kind(**values)


def fits(value: Any, hint: Any) -> bool:
    """True if a TOML value is of the type of a setting; what the items of lists are is left to the setting's class."""
    plain = get_origin(hint) or hint
    if plain is Literal:
        return value in get_args(hint)
    if plain in (Union, UnionType):
        return any(fits(value, part) for part in get_args(hint))
    if not isinstance(plain, type):
        return True
    if isinstance(value, bool):
        return plain in (bool, object)
    return isinstance(value, (int, float) if plain is float else plain)


def _type_name(hint: Any) -> str:
    if get_origin(hint) is Literal:
        return " or ".join(f'"{word}"' for word in get_args(hint))
    return "a value of type " + (getattr(hint, "__name__", str(hint)) if get_origin(hint) is None else str(hint))


def load(path: str) -> Any:
    """The object named `module:attribute`."""
    module, _, attribute = path.partition(":")
    return getattr(import_module(module), attribute)


@contextmanager
def overridden(states: Mapping[str, State]) -> Iterator[None]:
    """For tests and operations: runs the block with services in other states, in this process only."""
    before = dict(_overrides)
    _overrides.update(states)
    try:
        yield
    finally:
        _overrides.clear()
        _overrides.update(before)
