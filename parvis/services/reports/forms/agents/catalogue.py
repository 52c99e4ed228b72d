# SPDX-License-Identifier: AGPL-3.0-or-later
"""A category with its questions and notices, as rows instead of JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parvis.services.reports.models import Category
from parvis.services.reports.operations import CategoryValues
from parvis.services.reports.queries.categories import Group
from parvis.services.reports.rules.publication import Priority, Publication
from parvis.services.reports.rules.questions import Datatype, NoticeKind
from parvis.ui import icons

BLANK_ROWS = 2
MOST_ROWS = 40
DATATYPES: list[tuple[str, str | Promise]] = [
    (Datatype.STRING, gettext_lazy("A few words")),
    (Datatype.TEXT, gettext_lazy("A long text")),
    (Datatype.NUMBER, gettext_lazy("A number")),
    (Datatype.DATETIME, gettext_lazy("A date and time")),
    (Datatype.ONE, gettext_lazy("One answer of a list")),
    (Datatype.MANY, gettext_lazy("Several answers of a list")),
]
KINDS: list[tuple[str, str | Promise]] = [
    (NoticeKind.INFORMATION, gettext_lazy("Information")),
    (NoticeKind.EMERGENCY, gettext_lazy("Danger: whom to call")),
    (NoticeKind.OTHER_AUTHORITY, gettext_lazy("Another authority is in charge")),
    (NoticeKind.PRIVATE_LAND, gettext_lazy("Private land")),
]
_LISTS = (Datatype.ONE, Datatype.MANY)


class CategoryForm(forms.Form):
    """What a category is, without its questions and notices."""

    code = forms.SlugField(
        label=gettext_lazy("Code"),
        help_text=gettext_lazy("Small letters and hyphens. Other applications use it (Open311): do not change it."),
        max_length=60,
    )
    parent_id = forms.TypedChoiceField(label=gettext_lazy("Group"), required=False, coerce=int, empty_value=None)
    name_fr = forms.CharField(label=gettext_lazy("Name in French"), max_length=80)
    name_en = forms.CharField(label=gettext_lazy("Name in English"), max_length=80, required=False)
    description_fr = forms.CharField(label=gettext_lazy("Description in French"), max_length=300, required=False)
    description_en = forms.CharField(label=gettext_lazy("Description in English"), max_length=300, required=False)
    keywords = forms.CharField(
        label=gettext_lazy("Words by which people look for it"),
        help_text=gettext_lazy("Separated by commas."),
        max_length=500,
        required=False,
    )
    icon = forms.CharField(
        label=gettext_lazy("Icon"),
        help_text=gettext_lazy("A name of the Lucide icon set, for example lamp."),
        max_length=40,
        initial="circle-alert",
    )
    publication = forms.ChoiceField(
        label=gettext_lazy("Who sees the reports?"), choices=Publication.choices, widget=forms.RadioSelect
    )
    priority = forms.TypedChoiceField(label=gettext_lazy("Priority"), choices=Priority.choices, coerce=int)
    working_days = forms.IntegerField(
        label=gettext_lazy("Working days to treat"), min_value=0, max_value=365, initial=10
    )
    position = forms.IntegerField(label=gettext_lazy("Order"), min_value=0, max_value=1_000, initial=0)
    active = forms.BooleanField(label=gettext_lazy("In use"), required=False, initial=True)

    def __init__(self, *args: Any, groups: Sequence[Group], itself: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["parent_id"]
        assert isinstance(field, forms.ChoiceField)
        names = [(str(each.category.pk), each.category.name_fr) for each in groups if each.category.pk != itself]
        field.choices = [("", _("None: it is a group itself")), *names]

    def clean_icon(self) -> str:
        """A name that exists."""
        name: str = self.cleaned_data["icon"]
        if name not in icons.names():
            raise forms.ValidationError(_("There is no icon of that name."))
        return name


class QuestionForm(forms.Form):
    """One question; a list has one answer a line: `key = French | English`."""

    code = forms.SlugField(label=gettext_lazy("Code"), max_length=40, required=False)
    datatype = forms.ChoiceField(label=gettext_lazy("Answer"), choices=DATATYPES, required=False)
    label_fr = forms.CharField(label=gettext_lazy("Question in French"), max_length=200, required=False)
    label_en = forms.CharField(label=gettext_lazy("Question in English"), max_length=200, required=False)
    help_fr = forms.CharField(label=gettext_lazy("Help in French"), max_length=200, required=False)
    help_en = forms.CharField(label=gettext_lazy("Help in English"), max_length=200, required=False)
    required = forms.BooleanField(label=gettext_lazy("Must be answered"), required=False)
    values = forms.CharField(
        label=gettext_lazy("Answers of the list"),
        help_text=gettext_lazy("One a line: key = French | English"),
        max_length=4_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    remove = forms.BooleanField(label=gettext_lazy("Remove"), required=False)

    def entry(self) -> dict[str, Any] | None:
        """The JSON form of the question; None for a row without question."""
        values = self.cleaned_data
        if values.get("remove") or not (values.get("code") or values.get("label_fr")):
            return None
        made: dict[str, Any] = {
            "code": values["code"].replace("-", "_"),
            "datatype": values["datatype"],
            "label": _texts(values["label_fr"], values["label_en"]),
            "required": values["required"],
        }
        if values["help_fr"]:
            made["help"] = _texts(values["help_fr"], values["help_en"])
        if values["datatype"] in _LISTS:
            made["values"] = [_value(line) for line in values["values"].splitlines() if line.strip()]
        return made


class NoticeForm(forms.Form):
    """One notice, shown always or for some answers."""

    code = forms.SlugField(label=gettext_lazy("Code"), max_length=40, required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=KINDS, required=False)
    fr = forms.CharField(
        label=gettext_lazy("Text in French"),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    en = forms.CharField(
        label=gettext_lazy("Text in English"),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    phone = forms.CharField(label=gettext_lazy("Telephone"), max_length=30, required=False)
    url = forms.URLField(label=gettext_lazy("Web address"), required=False, assume_scheme="https")
    when = forms.CharField(
        label=gettext_lazy("Only for these answers"),
        help_text=gettext_lazy("For example danger = yes, hanging. Empty: always."),
        max_length=300,
        required=False,
    )
    stops = forms.BooleanField(label=gettext_lazy("The report is not taken"), required=False)
    remove = forms.BooleanField(label=gettext_lazy("Remove"), required=False)

    def entry(self) -> dict[str, Any] | None:
        """The JSON form of the notice; None for a row without notice."""
        values = self.cleaned_data
        if values.get("remove") or not (values.get("code") or values.get("fr")):
            return None
        made: dict[str, Any] = {"code": values["code"] or "notice", "kind": values["kind"]}
        made |= _texts(values["fr"], values["en"]) | {"phone": values["phone"], "url": values["url"]}
        made["stops"] = values["stops"]
        question, equals, answers = values["when"].partition("=")
        if equals:
            keys = [each.strip() for each in answers.split(",") if each.strip()]
            made["when"] = {"question": question.strip(), "answers": keys}
        return made


class CategoryPage:
    """The forms of a category together."""

    def __init__(self, data: Any, *, groups: Sequence[Group], category: Category | None) -> None:
        self.form = CategoryForm(data, groups=groups, itself=category.pk if category else None, initial=_own(category))
        questions = [_question_row(each) for each in category.questions] if category else []
        notices = [_notice_row(each) for each in category.notices] if category else []
        self.questions = _rows(QuestionForm, "question", data, questions)
        self.notices = _rows(NoticeForm, "notice", data, notices)

    def is_valid(self) -> bool:
        """True when every form is right; all are checked, so that all problems are told at once."""
        every = [one.is_valid() for one in (self.form, *self.questions, *self.notices)]
        return all(every)

    def values(self) -> CategoryValues:
        """What `operations.save_category` takes."""
        questions = [entry for row in self.questions if (entry := row.entry()) is not None]
        notices = [entry for row in self.notices if (entry := row.entry()) is not None]
        return CategoryValues(**self.form.cleaned_data, questions=questions, notices=notices)


def _rows[F: forms.Form](kind: type[F], name: str, data: Any, known: list[dict[str, Any]]) -> list[F]:
    if data is not None:
        text = data.get(f"{name}-rows", "")
        count = min(int(text), MOST_ROWS) if text.isascii() and text.isdigit() else 0
        return [kind(data, prefix=f"{name}-{index}") for index in range(count)]
    initial = [*known, *({} for _extra in range(BLANK_ROWS))]
    return [kind(initial=each, prefix=f"{name}-{index}") for index, each in enumerate(initial)]


def _own(category: Category | None) -> dict[str, Any]:
    if category is None:
        return {"publication": Publication.PUBLIC.value, "priority": Priority.NORMAL.value}
    return {name: getattr(category, name) for name in CategoryForm.base_fields}


def _question_row(entry: Mapping[str, Any]) -> dict[str, Any]:
    label, help_text = entry.get("label", {}), entry.get("help") or {}
    lines = [f"{each['key']} = {each.get('fr', '')} | {each.get('en', '')}" for each in entry.get("values", ())]
    return {
        "code": entry.get("code", ""),
        "datatype": entry.get("datatype", ""),
        "label_fr": label.get("fr", ""),
        "label_en": label.get("en", ""),
        "help_fr": help_text.get("fr", ""),
        "help_en": help_text.get("en", ""),
        "required": entry.get("required", False),
        "values": "\n".join(lines),
    }


def _notice_row(entry: Mapping[str, Any]) -> dict[str, Any]:
    when = entry.get("when") or {}
    condition = f"{when['question']} = {', '.join(when.get('answers', ()))}" if when.get("question") else ""
    return {name: entry.get(name, "") for name in ("code", "kind", "fr", "en", "phone", "url", "stops")} | {
        "when": condition
    }


def _texts(french: str, english: str) -> dict[str, str]:
    return {"fr": french, **({"en": english} if english else {})}


def _value(line: str) -> dict[str, str]:
    key, _equals, texts = line.partition("=")
    french, _bar, english = texts.partition("|")
    return {"key": key.strip(), **_texts(french.strip() or key.strip(), english.strip())}
