# SPDX-License-Identifier: AGPL-3.0-or-later
"""Saying where something is. French needs the article of what one is near to: “près du pont”, “près de l’école”."""

from __future__ import annotations

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from parvis.kernel.places.words import fold

_MASCULINE = frozenset(
    {
        "pont", "parc", "jardin", "college", "lycee", "stade", "cimetiere", "chateau", "theatre", "cinema", "musee",
        "gymnase", "marche", "centre", "monument", "square", "temple", "commissariat", "cabinet", "conservatoire",
        "palais", "port", "moulin", "bureau", "foyer", "complexe", "groupe", "golf", "camping", "skatepark", "tribunal",
    }
)  # fmt: skip
_FEMININE = frozenset(
    {
        "mairie", "gare", "bibliotheque", "mediatheque", "piscine", "place", "salle", "chapelle", "creche", "maison",
        "caserne", "pharmacie", "halle", "mosquee", "synagogue", "decheterie", "gendarmerie", "cathedrale", "poste",
        "basilique", "fontaine", "tour", "porte", "passerelle", "clinique", "rue", "patinoire", "maternelle",
    }
)  # fmt: skip
_ELIDED = frozenset(
    {"ecole", "eglise", "hopital", "hotel", "universite", "abbaye", "aire", "espace", "office", "impasse", "avenue"}
)


def near(name: str) -> str:
    """“near <name>” in the language of the page; `name` is a place or an address line."""
    if not (get_language() or "").startswith("fr"):
        return _("near {place}").format(place=name)
    first = fold(name).split(" ")[0]
    lowered = name[:1].lower() + name[1:]
    if first[:1].isdigit():
        return f"près du {name}"
    if first in _MASCULINE:
        return f"près du {lowered}"
    if first in _FEMININE:
        return f"près de la {lowered}"
    if first in _ELIDED:
        return f"près de l’{lowered}"
    if first in ("le", "les"):
        rest = name.split(" ", 1)[-1]
        return f"près {'du' if first == 'le' else 'des'} {rest}"
    return f"près de « {name} »"
