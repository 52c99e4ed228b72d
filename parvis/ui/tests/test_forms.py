# SPDX-License-Identifier: AGPL-3.0-or-later
"""A mistake is answered with what to do, not with what is wrong."""

from __future__ import annotations

import pytest
from django import forms
from django.utils.translation import override

from parvis.ui.forms import PlainForm


class _Asked(PlainForm):
    words = forms.CharField()
    colour = forms.ChoiceField(choices=[("blue", "blue")])
    email = forms.EmailField()
    agreed = forms.BooleanField()
    own = forms.CharField(error_messages={"required": "Tell us where."})


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("words", "Écrivez votre réponse ici."),
        ("colour", "Choisissez une réponse."),
        ("email", "Écrivez l’adresse entière, par exemple camille.martin@exemple.fr."),
        ("agreed", "Cochez cette case pour continuer."),
        ("own", "Tell us where."),
    ],
)
def test_each_field_says_how_to_fill_it(name: str, said: str) -> None:
    with override("fr"):
        assert _Asked({"email": ""}).errors[name] == [said]


def test_a_wrong_address_is_answered_like_a_missing_one() -> None:
    with override("fr"):
        assert "par exemple" in _Asked({"email": "camille@"}).errors["email"][0]
