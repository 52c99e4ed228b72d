# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading categories: the tree, search by words, questions and notices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.db.models import Q

from parvis.services.reports.models import Category
from parvis.services.reports.rules.publication import Publication
from parvis.services.reports.rules.questions import Notice, Question, parse_notices, parse_questions
from parvis.services.reports.rules.words import plain_words

_CLOSE_ENOUGH = 0.8
_SHORTEST_TYPO = 4


@dataclass(frozen=True)
class Group:
    """A group and its active categories, in their order."""

    category: Category
    children: tuple[Category, ...]


def category_tree(*, include_private: bool = True, organisation_id: int | None = None) -> list[Group]:
    """Groups that have active categories. A category without group stands alone, as a group of one: itself."""
    active = Category.objects.filter(active=True)
    if organisation_id is not None:
        active = active.filter(organisation_id=organisation_id)
    rows = list(active.order_by("position", "id"))
    by_parent: dict[int | None, list[Category]] = {}
    for row in rows:
        if include_private or row.publication != Publication.PRIVATE:
            by_parent.setdefault(row.parent_id, []).append(row)
    groups = [Group(top, tuple(by_parent.get(top.pk, ()))) for top in by_parent.get(None, ())]
    parents = set(Category.objects.filter(children__isnull=False).values_list("pk", flat=True))
    return [
        group if group.children else Group(group.category, (group.category,))
        for group in groups
        if group.children or group.category.pk not in parents
    ]


def reportable(*, include_private: bool = True) -> list[Category]:
    """The active categories in which one may report, in the order of the tree, their group loaded."""
    tree = category_tree(include_private=include_private)
    found: list[Category] = []
    for group in tree:
        for category in group.children:
            if category.pk != group.category.pk:
                category.parent = group.category
            found.append(category)
    return found


def find_categories(text: str, language: str, *, limit: int = 6) -> list[Category]:
    """Categories whose name, keywords, group or description fit the words, best first.

    Case, accents and small typing errors are forgiven; a word may be cut short (“lampad”).
    """
    words = plain_words(text[:100])
    if not words:
        return []
    scored = [(_score(words, category, language), index, category) for index, category in enumerate(reportable())]
    best = sorted((entry for entry in scored if entry[0] > 0), key=lambda entry: (-entry[0], entry[1]))
    return [category for _score_, _index, category in best[:limit]]


def category_by_code(code: str) -> Category | None:
    """The active category with that service code, if one may report in it."""
    known = code[:60].replace("\0", "\ufffd")  # PostgreSQL takes no null character, not even to look for it
    return _single(Category.objects.filter(code=known).values_list("pk", flat=True).first())


def category_by_id(category_id: int) -> Category | None:
    """The active category with that key, if one may report in it."""
    return _single(category_id)


def _single(category_id: int | None) -> Category | None:
    if category_id is None:
        return None
    category = Category.objects.select_related("parent").filter(pk=category_id, active=True).first()
    if category is None or Category.objects.filter(parent_id=category.pk).exists():
        return None
    return None if category.parent is not None and not category.parent.active else category


def kin_of(category_id: int) -> list[int]:
    """Keys of the category and of its sisters: those whose reports may be duplicates of one another."""
    kin = Category.objects.filter(Q(pk=category_id) | Q(parent__children=category_id)).order_by("pk")
    return list(kin.values_list("pk", flat=True).distinct())


def questions_of(category: Category) -> tuple[Question, ...]:
    """The category's questions, in order."""
    return parse_questions(category.questions)


def notices_of(category: Category) -> tuple[Notice, ...]:
    """The notices of the group, then of the category."""
    questions = questions_of(category)
    own = parse_notices(category.notices, questions)
    group = parse_notices(category.parent.notices, ()) if category.parent is not None else ()
    return (*group, *own)


def _score(words: Sequence[str], category: Category, language: str) -> float:
    strong = [
        *plain_words(category.name(language)),
        *plain_words(category.name_fr),
        *plain_words(category.keywords.replace(",", " ")),
    ]
    weak = [
        *plain_words(category.description(language)),
        *(plain_words(category.parent.name(language)) if category.parent else ()),
    ]
    points = [max(_likeness(word, strong), 0.4 * _likeness(word, weak)) for word in words]
    return sum(points) / len(points) if any(points) else 0.0


def _likeness(word: str, vocabulary: Sequence[str]) -> float:
    best = 0.0
    for known in vocabulary:
        if word == known:
            return 1.0
        if known.startswith(word) and len(word) > 1:
            best = max(best, 0.9)
        elif min(len(word), len(known)) >= _SHORTEST_TYPO:
            ratio = SequenceMatcher(None, word, known).ratio()
            best = max(best, ratio * 0.8 if ratio >= _CLOSE_ENOUGH else 0.0)
    return best
