# SPDX-License-Identifier: AGPL-3.0-or-later
"""The platform boots and works with each service alone, each removed, each closed, with all and with none."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from parvis.kernel.registry.catalogue import service_slugs

ROOT = Path(__file__).resolve().parents[1]
SERVICES = service_slugs()


def combinations() -> Iterator[dict[str, str]]:
    """States of all services; each combination once."""
    seen: set[tuple[str, ...]] = set()
    everything = dict.fromkeys(SERVICES, "open")
    nothing = dict.fromkeys(SERVICES, "absent")
    for states in (
        everything,
        nothing,
        *({**nothing, slug: "open"} for slug in SERVICES),
        *({**everything, slug: "absent"} for slug in SERVICES),
        *({**everything, slug: "closed"} for slug in SERVICES),
    ):
        key = tuple(states.values())
        if key not in seen:
            seen.add(key)
            yield states


def named(states: dict[str, str]) -> str:
    return ",".join(f"{slug}={state}" for slug, state in states.items())


@pytest.fixture
def probe(tmp_path: Path, transactional_db: None) -> Any:
    """Boots a process of its own with these states, on the tests' database."""

    def run(states: dict[str, str]) -> dict[str, Any]:
        town = '[town]\nname = "Valorne"\n[services]\n'
        (tmp_path / "parvis.toml").write_text(town + "".join(f'{slug} = "{state}"\n' for slug, state in states.items()))
        database = settings.DATABASES["default"]
        parts = {"user": database["USER"], "password": database["PASSWORD"], "host": database["HOST"]}
        parts |= {"port": database["PORT"], "dbname": database["NAME"]}
        environment = {
            **os.environ,
            "PARVIS_CONFIG": str(tmp_path / "parvis.toml"),
            "PARVIS_VAR": str(tmp_path),
            "DATABASE_URL": " ".join(f"{key}='{value}'" for key, value in parts.items() if value),
        }
        command = [sys.executable, "-m", "tests.switches_probe"]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[-3000:]
        answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return answer

    return run


@pytest.mark.parametrize("states", list(combinations()), ids=named)
def test_the_platform_works(probe: Any, states: dict[str, str]) -> None:
    found = probe(states)
    assert {status for path, status in found["own"].items()} == {200}, found["own"]
    for slug, mounts in found["mounts"].items():
        for prefix, status in mounts.items():
            if states[slug] == "open":
                assert status < 500, (slug, prefix)
            else:
                # the agents' door asks who knocks before it says that there is no such room
                assert status in ((302, 403, 404) if prefix.startswith("agents/") else (404,)), (slug, prefix)
    for slug, state in states.items():
        assert (slug in found["listed"]) is (state == "open")
        assert any(f".{slug}." in job for job in found["jobs"]) <= (state == "open")


def test_a_closed_service_still_hands_over_and_erases(probe: Any) -> None:
    for slug in SERVICES:
        closed = probe({**dict.fromkeys(SERVICES, "absent"), slug: "closed"})
        absent = probe(dict.fromkeys(SERVICES, "absent"))
        assert closed["points"]["personal_data"] == absent["points"]["personal_data"] + 1
        assert closed["points"]["search"] == absent["points"]["search"]
