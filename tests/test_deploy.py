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
