# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writing categories: one by one from the desk, or many from a file."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from parvis.kernel.audit.actors import Actor
from parvis.kernel.audit.operations import record
from parvis.kernel.audit.refusals import NotAllowed, NotFound, Problem, Reason, Refused, refuse
from parvis.services.reports.manifest import CONFIGURE
from parvis.services.reports.models import Category, Report
from parvis.services.reports.operations.effects import replaced_subject, show, show_subjects_around
from parvis.services.reports.rules.publication import Priority, Publication, Visibility
from parvis.services.reports.rules.questions import parse_notices, parse_questions

SHIPPED = Path(__file__).parents[1] / "categories.toml"
"""The categories that the demo uses and that a town may start from."""
_PRIORITIES = {"low": Priority.LOW, "normal": Priority.NORMAL, "high": Priority.HIGH, "urgent": Priority.URGENT}


@dataclass(frozen=True, kw_only=True)
class CategoryValues:
    """All that a category holds; see `models.Category`."""

    code: str
    name_fr: str
    name_en: str = ""
    description_fr: str = ""
    description_en: str = ""
    keywords: str = ""
    icon: str = "circle-alert"
    publication: str = Publication.PUBLIC
    questions: Sequence[Mapping[str, Any]] = ()
    notices: Sequence[Mapping[str, Any]] = ()
    priority: int = Priority.NORMAL
    working_days: int = 10
    position: int = 0
    active: bool = True
    parent_id: int | None = field(default=None)


def save_category(actor: Actor, *, values: CategoryValues, category_id: int | None = None) -> Category:
    """Makes or changes a category or a group.

    A category that becomes private takes its reports out of the public at once.

    Raises:
        NotAllowed, NotFound: not the actor's to change.
        Refused: wrong questions, a third level, a code in use.
    """
    if not actor.can(CONFIGURE) or actor.organisation_id is None:
        raise NotAllowed(CONFIGURE)
    with transaction.atomic():
        return _write(actor, actor.organisation_id, values, category_id)


def import_categories(actor: Actor, *, organisation_id: int, path: Path = SHIPPED) -> int:
    """Makes or changes the categories that a TOML file lists; those it does not name stay.

    The file has `[[group]]` tables with `code`, `fr`, `en`, `icon` and `[[group.category]]` tables with
    besides `description_fr`, `keywords` (a list), `publication`, `priority`, `working_days`,
    `questions` and `notices`; see `categories.toml` beside this package.

    Returns:
        How many groups and categories were written.

    Raises:
        NotAllowed: the actor may not configure.
        Refused: the file is wrong; nothing of it is written.
    """
    if not actor.can(CONFIGURE):
        raise NotAllowed(CONFIGURE)
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise refuse("", _("This file is not valid TOML: %s") % error) from error
    count = 0
    with transaction.atomic():
        for index, group in enumerate(table.get("group", ())):
            parent = _import(actor, organisation_id, group, position=index, parent_id=None)
            for rank, category in enumerate(group.get("category", ())):
                _import(actor, organisation_id, category, position=rank, parent_id=parent.pk)
                count += 1
            count += 1
        record(actor, verb="reports.import_categories", detail={"count": count})
    return count


def _import(
    actor: Actor, organisation_id: int, entry: Mapping[str, Any], *, position: int, parent_id: int | None
) -> Category:
    code = str(entry.get("code", ""))
    values = CategoryValues(
        code=code,
        name_fr=str(entry.get("fr", "")),
        name_en=str(entry.get("en", "")),
        description_fr=str(entry.get("description_fr", "")),
        description_en=str(entry.get("description_en", "")),
        keywords=", ".join(entry.get("keywords", ())),
        icon=str(entry.get("icon", "circle-alert")),
        publication=str(entry.get("publication", Publication.PUBLIC)),
        questions=entry.get("questions", ()),
        notices=entry.get("notices", ()),
        priority=_PRIORITIES[str(entry.get("priority", "normal"))],
        working_days=int(entry.get("working_days", 10)),
        position=position,
        parent_id=parent_id,
    )
    before = Category.objects.filter(code=code, organisation_id=organisation_id).values_list("pk", flat=True).first()
    return _write(actor, organisation_id, values, before)


def _write(actor: Actor, organisation_id: int, values: CategoryValues, category_id: int | None) -> Category:
    category = Category(organisation_id=organisation_id)
    if category_id is not None:
        found = Category.objects.select_for_update().filter(pk=category_id, organisation_id=organisation_id).first()
        if found is None:
            raise NotFound("category")
        category = found
    before = replaced_subject(category)
    for name, value in asdict(values).items():
        setattr(category, name, list(value) if name in ("questions", "notices") else value)
    _require_sound(category)
    category.save()
    if category.publication == Publication.PRIVATE:
        _withdraw(category)
    show_subjects_around(category, before)
    record(actor, verb="reports.save_category", target=category, detail={"code": category.code})
    return category


def _require_sound(category: Category) -> None:
    parse_notices(category.notices, parse_questions(category.questions))
    parent = category.parent
    if parent is not None and (parent.parent_id is not None or parent.organisation_id != category.organisation_id):
        raise refuse("parent", _("A category belongs to a group, not to another category."), Reason.INVALID)
    if parent is not None and category.pk and Category.objects.filter(parent_id=category.pk).exists():
        raise refuse("parent", _("A group cannot belong to another group."), Reason.INVALID)
    try:
        category.full_clean(exclude=["organisation"])
    except ValidationError as error:
        raise Refused(
            *(Problem(name, message) for name, messages in error.message_dict.items() for message in messages)
        ) from error


def _withdraw(category: Category) -> None:
    shown = Report.objects.select_for_update().select_related("category").defer("search")
    for report in shown.filter(category_id=category.pk, visibility=Visibility.PUBLIC).order_by("pk"):
        report.visibility = Visibility.PRIVATE
        report.save(update_fields=["visibility"])
        show(report)
