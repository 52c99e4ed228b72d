# SPDX-License-Identifier: AGPL-3.0-or-later
"""What each app owes the others: migrations, a page of documentation, and an answer to the rights of people."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.apps import AppConfig, apps
from django.conf import settings
from django.core.management import call_command

from parvis.kernel.registry import manifests

ROOT = Path(__file__).resolve().parents[2]
OURS = [config for config in apps.get_app_configs() if config.name.startswith(("parvis.kernel.", "parvis.services."))]


def by_label(config: AppConfig) -> str:
    return config.label


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.parametrize("config", OURS, ids=by_label)
def test_each_app_has_its_page(config: AppConfig) -> None:
    layer = config.name.split(".")[1]
    assert (ROOT / "docs" / layer / f"{config.label}.md").exists()


@pytest.mark.parametrize("config", OURS, ids=by_label)
def test_an_app_that_points_to_people_hands_over_and_erases_what_it_holds(config: AppConfig) -> None:
    points_to_people = any(
        field.is_relation
        and field.related_model is not None
        and field.related_model._meta.label == settings.AUTH_USER_MODEL
        for model in config.get_models()
        for field in model._meta.get_fields()
        if not field.auto_created and model.__module__.startswith(config.name)
    )
    answers = {manifest.slug for manifest in manifests(include_closed=True) if "personal_data" in manifest.provides}
    assert not points_to_people or config.label in answers


def test_no_import_inside_a_function_is_excused() -> None:
    excused = [
        path.relative_to(ROOT).as_posix()
        for layer in ("kernel", "services", "ui", "engines")
        for path in (ROOT / "parvis" / layer).rglob("*.py")
        if "PLC0415" in path.read_text(encoding="utf-8") and "/tests/" not in path.as_posix()
    ]
    assert not excused
