# SPDX-License-Identifier: AGPL-3.0-or-later
"""A network on trial, answering in the place of the one in force within a block and nowhere else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from parvis.engines import timetable as engine
from parvis.services.journeys import storage
from parvis.services.journeys.adapters.network import Mapped, instead
from parvis.services.journeys.models import NetworkState, Trial


@contextmanager
def answering(trial: Trial) -> Iterator[Mapped | None]:
    """Maps a ready network on trial and has it answer all questions of this block; None when its file is gone."""
    if trial.state != NetworkState.READY:
        yield None
        return
    try:
        timetable = engine.read_saved(storage.network_file(trial.path))
    except engine.SavedRefused:
        yield None
        return
    mapped = Mapped(
        (-trial.pk, trial.built_at), f"trial-{trial.pk}-{trial.asked_at.timestamp()}", timetable, trial.path
    )
    with instead(mapped):
        yield mapped
