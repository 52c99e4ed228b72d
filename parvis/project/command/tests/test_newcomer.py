# SPDX-License-Identifier: AGPL-3.0-or-later
"""All that can be wrong with a newcomer is said before anybody thinks of a password."""

from __future__ import annotations

import dataclasses

import pytest
from django.core.exceptions import ValidationError

from parvis.project.command.newcomer import Newcomer, add_person, require_sense

pytestmark = pytest.mark.django_db
GOOD = Newcomer(email="mairie@ville.example", name="", role="", organisation="", it=False)
PASSWORD = "trois petits chats gris"


@pytest.mark.parametrize(
    "wrong",
    [{"email": "mairie"}, {"role": "mayor"}, {"organisation": "nowhere"}, {"role": "agent", "organisation": "x"}],
)
def test_a_wrong_word_is_found_without_a_password(wrong: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        require_sense(dataclasses.replace(GOOD, **wrong))


def test_an_address_that_is_taken_is_named() -> None:
    add_person(GOOD, password=PASSWORD)
    with pytest.raises(ValidationError, match=r"(?i)mairie@ville\.example"):
        require_sense(dataclasses.replace(GOOD, email="Mairie@Ville.example"))
