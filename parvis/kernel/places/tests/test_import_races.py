# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two imports at once: real threads against the real database."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from django.db import connection, transaction

from parvis.kernel.audit.actors import SYSTEM
from parvis.kernel.places import operations
from parvis.kernel.places.imports import ImportRefused
from parvis.kernel.places.models import Commune
from parvis.kernel.places.operations import NamedPlace
from parvis.kernel.places.operations.locks import lock_imports
from parvis.kernel.places.queries import search_addresses
from parvis.kernel.places.tests.test_import_addresses import imported


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_second_import_at_once_is_refused(bal: Path) -> None:
    """The lock is the database's own: it holds between processes, and goes with the transaction."""
    taken, done = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            lock_imports()
            taken.set()
            done.wait(20)
        connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    assert taken.wait(10)
    with pytest.raises(ImportRefused, match=r"import"):
        imported(bal)
    assert not Commune.objects.exists()
    done.set()
    holder.join()
    assert imported(bal).kept == 336


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_places_of_the_streets_wait_for_the_addresses(bal: Path) -> None:
    """Minutes of work must not be lost because somebody imports addresses meanwhile: the write waits its turn."""
    started, finished = threading.Event(), threading.Event()

    def replace() -> None:
        started.set()
        operations.replace_places(SYSTEM, source="osm", places=[NamedPlace("n1", "townhall", "Mairie", 4.88, 46.26)])
        finished.set()
        connection.close()

    writer = threading.Thread(target=replace)
    with transaction.atomic():
        imported(bal)
        writer.start()
        assert started.wait(10)
        assert not finished.wait(0.5)
    writer.join(30)
    assert finished.is_set()
    assert search_addresses("mairie")[0].label == "Mairie"
    assert search_addresses("impasse des lilas")[0].label == "Impasse des Lilas"
