# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every manifest of the tree keeps its word: what it names exists and has the right shape."""

from __future__ import annotations

import dataclasses
import inspect
import typing
from collections.abc import Callable
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from croniter import croniter
from django.apps import apps
from django.urls import reverse

from parvis.kernel.jobs import Job
from parvis.kernel.organisations.rules import Role
from parvis.kernel.registry import extension_points, manifests
from parvis.kernel.registry.catalogue import load
from parvis.kernel.registry.manifest import Manifest

ALL = manifests(include_closed=True)
DECLARED = {permission.code for manifest in ALL for permission in manifest.permissions}
POINTS = sorted(path.stem for path in Path(extension_points.__file__).parent.glob("[!_]*.py"))

each = pytest.mark.parametrize("manifest", ALL, ids=lambda manifest: manifest.slug)


def protocol_of(point: str) -> type[Any]:
    """The one Protocol of an extension point's module."""
    module = import_module(f"{extension_points.__name__}.{point}")
    found = [
        kind
        for kind in vars(module).values()
        if inspect.isclass(kind) and typing.is_protocol(kind) and kind.__module__ == module.__name__
    ]
    assert len(found) == 1, f"{point}.py must hold one Protocol"
    return found[0]


def shortcomings(answer: Any, protocol: type[Any]) -> list[str]:
    """What an answer lacks: members, or parameters by which callers call it."""
    found = []
    for name in sorted(typing.get_protocol_members(protocol)):
        wanted, given = getattr(protocol, name, None), getattr(answer, name, None)
        if given is None:
            found.append(f"has no {name}")
        elif callable(wanted):
            found += [f"{name}() takes no {missing}" for missing in missing_parameters(given, wanted)]
    return found


def missing_parameters(given: Callable[..., Any], wanted: Callable[..., Any]) -> list[str]:
    accepted = inspect.signature(given).parameters
    return [name for name in inspect.signature(wanted).parameters if name != "self" and name not in accepted]


@each
def test_slug_is_the_folder_and_the_label(manifest: Manifest) -> None:
    names = [config.name for config in apps.get_app_configs() if config.label == manifest.slug]
    assert names in ([f"parvis.kernel.{manifest.slug}"], [f"parvis.services.{manifest.slug}"])


@each
def test_permissions_are_the_apps_own_and_grants_name_roles(manifest: Manifest) -> None:
    assert len({permission.code for permission in manifest.permissions}) == len(manifest.permissions)
    for grant in manifest.grants:
        assert grant.role in set(Role)
        assert set(grant.permissions) <= DECLARED
    for link in manifest.agent_navigation:
        assert link.permission in DECLARED


def test_no_two_apps_declare_the_same_permission() -> None:
    codes = [permission.code for manifest in ALL for permission in manifest.permissions]
    assert len(codes) == len(set(codes))


@each
def test_routes_resolve(manifest: Manifest) -> None:
    for link in (*manifest.public_navigation, *manifest.agent_navigation):
        assert reverse(link.route)


@each
def test_what_it_names_can_be_imported(manifest: Manifest) -> None:
    for mount in manifest.mounts:
        assert import_module(mount.module).urlpatterns is not None
        assert not mount.prefix.startswith("/")
        assert mount.prefix.endswith("/") or not mount.prefix
    for link in manifest.agent_navigation:
        if link.count:
            assert list(inspect.signature(load(link.count)).parameters)[:1] == ["actor"]
    if manifest.api:
        assert hasattr(load(manifest.api), "path_operations")


@each
def test_jobs_exist_and_their_hours_can_be_read(manifest: Manifest) -> None:
    for periodic in manifest.jobs:
        assert isinstance(load(periodic.job), Job)
        assert len(periodic.cron.split()) == 5
        croniter(periodic.cron, datetime(2026, 1, 1, tzinfo=UTC)).get_next()


@each
def test_settings_are_a_frozen_dataclass_with_defaults(manifest: Manifest) -> None:
    if manifest.settings is not None:
        assert dataclasses.is_dataclass(manifest.settings)
        assert manifest.settings.__dataclass_params__.frozen  # type: ignore[attr-defined]
        assert manifest.settings()


@each
def test_contributions_keep_their_protocol(manifest: Manifest) -> None:
    for point in manifest.provides:
        assert point in POINTS, f"{point} is no extension point: {POINTS}"
        for path in manifest.answers(point):
            assert shortcomings(load(path), protocol_of(point)) == [], path


def test_a_wrong_contribution_is_noticed() -> None:
    class Wrong:
        kind = "x"

    class Deaf:
        slug = "x"

        def export(self) -> None: ...

        def erase(self, person: Any) -> None: ...

    assert shortcomings(Wrong(), protocol_of("search")) == ["has no documents"]
    assert shortcomings(Deaf(), protocol_of("personal_data")) == ["export() takes no person"]


@pytest.mark.parametrize("point", POINTS)
def test_each_point_is_one_protocol(point: str) -> None:
    assert protocol_of(point)


def test_services_have_what_the_home_page_shows() -> None:
    for manifest in ALL:
        if manifest.need is not None:
            assert manifest.description
            assert sum(link.main for link in manifest.public_navigation) == 1, f"{manifest.slug}: one main act"
