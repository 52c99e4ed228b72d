# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rules that hold for every test of the project."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import pytest

from tools.pytest_strict import (  # noqa: F401 - fixtures
    rows_without_an_order_come_shuffled,
    undefined_template_variables_fail,
)

SHARED_DATA = Path(__file__).resolve().parent.parent / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data; skips the test, saying so, where it is absent."""
    if not SHARED_DATA.exists():
        pytest.skip(f"real data absent: {SHARED_DATA.name} is not beside the project")
    return SHARED_DATA


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuses every connection that leaves this machine."""
    real = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and not str(address[0]).startswith(
            ("127.", "::1", "localhost")
        ):
            raise OSError(f"a test tried to reach {address[0]}; only loopback is allowed")
        real(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(autouse=True)
def var_dir(tmp_path: Path, settings: Any) -> Path:
    """Gives each test its own `var/`: files, mail and tiles of one test never reach the next."""
    settings.VAR_DIR = tmp_path / "var"
    settings.VAR_DIR.mkdir()
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": settings.VAR_DIR / "files"},
        },
    }
    return settings.VAR_DIR
