# SPDX-License-Identifier: AGPL-3.0-or-later
"""The IT team reads what a job does and when, not the code of the one nor the cron line of the other."""

from __future__ import annotations

import pytest
from django.utils import translation

from parvis.kernel.jobs.cron_words import in_words
from parvis.kernel.jobs.declare import title_of
from parvis.kernel.jobs.queries import timetable


@pytest.mark.parametrize(
    ("cron", "words"),
    [
        ("* * * * *", "chaque minute"),
        ("*/5 * * * *", "toutes les 5 minutes"),
        ("5 * * * *", "chaque heure, à la minute 5"),
        ("0 7 * * 1-5", "du lundi au vendredi à 7 h"),
        ("41 2 * * *", "chaque jour à 2 h 41"),
        ("0 7 1 * *", "0 7 1 * *"),
        ("0 */2 * * *", "0 */2 * * *"),
    ],
)
def test_a_rule_is_told_in_words_and_an_unusual_one_as_written(cron: str, words: str) -> None:
    with translation.override("fr"):
        assert in_words(cron).replace("\xa0", " ").replace("\u202f", " ") == words


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_line_of_the_timetable_has_words(language: str) -> None:
    with translation.override(language):
        lines = timetable()
        assert lines
        for line in lines:
            assert line.title != line.name, f"@job {line.name} has no title"
            assert line.rule != line.cron, f"no words for {line.cron}"


def test_a_job_of_an_app_that_is_gone_keeps_its_name() -> None:
    assert title_of("gone.forget") == "gone.forget"
