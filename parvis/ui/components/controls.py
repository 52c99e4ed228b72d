# SPDX-License-Identifier: AGPL-3.0-or-later
"""Form controls: field, error summary, button, file drop, slot picker."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django import forms
from django.conf import settings
from django.forms import BoundField
from django.utils.safestring import SafeString

from parvis.ui.components.library import component, render

# Icons that point onwards stand after the word.
ONWARD_ICONS = frozenset({"arrow-right", "chevron-right"})
_FOR_THE_REST_OF_THE_FORM = 1_000_000
BUTTON_KINDS = ("primary", "secondary", "quiet", "danger")


@dataclass(frozen=True)
class Slot:
    """A time that can be chosen: `value` goes into the form; `free` false shows it as taken."""

    value: str
    start: dt.datetime
    free: bool = True


def _classes(widget: forms.Widget) -> str:
    if isinstance(widget, forms.CheckboxInput):
        return "form-check-input"
    return "form-select" if isinstance(widget, forms.Select) else "form-control"


def _kind(bound: BoundField) -> str:
    """Which part of the template draws the field."""
    widget = bound.field.widget
    if widget.is_hidden:
        return "hidden"
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "choices"
    if isinstance(widget, forms.CheckboxInput):
        return "checkbox"
    return "group" if isinstance(widget, forms.MultiWidget) else "control"


def _describedby(bound: BoundField) -> str:
    parts = [f"{bound.auto_id}_helptext"] if bound.help_text else []
    parts += [f"{bound.auto_id}_error"] if bound.errors else []
    return " ".join(parts)


def _attributes(bound: BoundField, extra: dict[str, Any]) -> dict[str, Any]:
    """Classes and ARIA of the control, over what the form itself asks for."""
    widget = bound.field.widget
    attributes: dict[str, Any] = {"class": f"{_classes(widget)} {widget.attrs.get('class', '')}".strip()}
    described = _describedby(bound)
    if described:
        attributes["aria-describedby"] = described
    if bound.errors:
        attributes["aria-invalid"] = "true"
    return attributes | {key.replace("_", "-"): value for key, value in extra.items() if value is not None}


def _use_date_picker(bound: BoundField) -> None:
    """Give date fields the device's own picker, which only reads and writes ISO dates."""
    widget = bound.field.widget
    if isinstance(widget, forms.DateInput) and widget.input_type == "text":
        widget.input_type = "date"
        widget.format = "%Y-%m-%d"


@component
def field(bound: BoundField, columns: bool = False, optional: bool | None = None, **attributes: Any) -> SafeString:
    """A form field whole: label, help, error, control.

    More attributes of the control follow as keywords (`autocomplete="email"`, `data_combobox=True`).
    Radio buttons and check boxes become a fieldset of large targets; `columns` lays them two by two.
    A field that is not required says “(optional)”; `optional=False` leaves the word out where another
    answer of the form decides whether it is needed.
    """
    kind = _kind(bound)
    _use_date_picker(bound)
    attrs = _attributes(bound, attributes)
    context = {"field": bound, "kind": kind, "columns": columns, "described": _describedby(bound)}
    context["optional"] = not bound.field.required if optional is None else optional
    if kind == "choices":
        context["choices"] = list(bound)
    else:
        context["control"] = bound.as_widget(attrs=attrs)
    return render("field", context)


@component
def error_summary(form: forms.BaseForm) -> SafeString:
    """All errors of a form at its head, each a link to its field; nothing when there is none."""
    entries = [(bound, message) for bound in form if not bound.is_hidden for message in bound.errors]
    others = list(form.non_field_errors()) + [message for bound in form.hidden_fields() for message in bound.errors]
    return render("error_summary", {"entries": entries, "others": others})


@component
def button(
    label: str, kind: str = "primary", type: str = "submit", url: str = "", icon: str = "",  # noqa: A002
    name: str = "", value: str = "", size: str = "", opens: str = "", form: str = "",
) -> SafeString:  # fmt: skip
    """A button, or a link that looks like one when `url` is given.

    Kinds: primary (the one act that matters, once a page), secondary, quiet, danger. Sizes: small,
    large. `opens` is the id of the dialog that it opens; `form` the id of the form that it sends, where it stands
    outside of it.
    """
    if kind not in BUTTON_KINDS:
        raise ValueError(f"unknown kind of button {kind!r}: one of {', '.join(BUTTON_KINDS)}")
    context = {"label": label, "kind": kind, "type": type, "url": url, "icon": icon, "icon_last": icon in ONWARD_ICONS}
    return render("button", {**context, "name": name, "value": value, "size": size, "opens": opens, "form": form})


@component
def file_drop(bound: BoundField, camera: bool = False, several: bool = False) -> SafeString:
    """A place to drop or take pictures, with previews; a plain file input without script."""
    attrs = _attributes(bound, {"data-file-input": True})
    if several:
        attrs["multiple"] = True
    if camera:
        attrs |= {"accept": "image/*"}
    most = settings.MAX_BODY_BYTES - _FOR_THE_REST_OF_THE_FORM
    context = {"field": bound, "control": bound.as_widget(attrs=attrs), "camera": camera, "most_bytes": most}
    return render("file_drop", {**context, "most": most // 1_000_000})


@component
def slot_picker(slots: Iterable[Slot], name: str = "slot", chosen: str = "", legend: str = "") -> SafeString:
    """Times to choose from, grouped by day; `slots` in order."""
    days = [(day, list(group)) for day, group in groupby(slots, key=lambda slot: slot.start.date())]
    return render("slot_picker", {"days": days, "name": name, "chosen": chosen, "legend": legend})
