# SPDX-License-Identifier: AGPL-3.0-or-later
"""The units that a town copies: each runs without rights that it does not need."""

from __future__ import annotations

from pathlib import Path

import pytest

UNITS = sorted((Path(__file__).parents[1] / "deploy").glob("*.service"))
SANDBOX = {
    "User=parvis",
    "NoNewPrivileges=yes",
    "ProtectSystem=strict",
    "ProtectHome=yes",
    "PrivateTmp=yes",
    "PrivateDevices=yes",
    "ProtectKernelTunables=yes",
    "ProtectKernelModules=yes",
    "ProtectControlGroups=yes",
    "ProtectKernelLogs=yes",
    "ProtectClock=yes",
    "ProtectHostname=yes",
    "RestrictNamespaces=yes",
    "RestrictRealtime=yes",
    "RestrictSUIDSGID=yes",
    "CapabilityBoundingSet=",
    "SystemCallArchitectures=native",
    "LockPersonality=yes",
    "RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX",
}


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_a_unit_runs_in_a_sandbox(unit: Path) -> None:
    assert set(unit.read_text().splitlines()) >= SANDBOX


def test_the_backup_may_write_where_it_writes() -> None:
    lines = (UNITS[0].parent / "parvis-backup.service").read_text().splitlines()
    target = next(line for line in lines if line.startswith("ExecStart=")).split("backup ")[1].rpartition("/")[0]
    assert target in next(line for line in lines if line.startswith("ReadWritePaths="))


def test_a_portal_that_starts_again_is_waited_for_and_a_lost_one_has_a_page() -> None:
    caddy = (UNITS[0].parent / "Caddyfile").read_text()
    waits_s = int(caddy.partition("lb_try_duration ")[2].partition("s")[0])
    looks_s = int(caddy.partition("health_interval ")[2].partition("s")[0])
    assert waits_s > looks_s, "an upstream is tried again only once it was seen healthy"
    page = caddy.partition("handle_errors {")[2].partition("rewrite * /")[2].split()[0]
    text = (UNITS[0].parent / page).read_text()
    assert '<html lang="fr">' in text
    assert "style" not in text, "the page's own policy allows none"
