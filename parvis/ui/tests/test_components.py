# SPDX-License-Identifier: AGPL-3.0-or-later
"""Components give accessible HTML, whatever the text put in them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils.translation import override

from parvis.ui.components.controls import Slot
from parvis.ui.maps import MapView
from parvis.ui.tests.conftest import Outline

pytestmark = pytest.mark.usefixtures("assets")
HOSTILE = "<script>alert(1)</script>\"'{{ 7|add:7 }}"


def html(source: str, **context: Any) -> str:
    with override("fr"):
        rendered = Template("{% load ui %}" + source).render(Context(context))
    assert Outline(rendered).faults == []
    assert " style=" not in rendered
    return rendered


class Contact(forms.Form):
    email = forms.EmailField(label="Adresse électronique", help_text="Pour vous répondre.")
    channel = forms.ChoiceField(widget=forms.RadioSelect, choices=[("a", "A"), ("b", "B")], label="Moyen")
    topics = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple, choices=[("x", "X")], required=False)
    agree = forms.BooleanField(label="J’accepte")
    day = forms.DateField(initial=dt.date(2026, 11, 24))
    lon = forms.FloatField(widget=forms.HiddenInput)


@pytest.fixture
def refused() -> Contact:
    form = Contact({"email": "jeanne", "channel": "z"})
    form.is_valid()
    return form


@pytest.mark.parametrize(
    "source",
    [
        "{% page_header text lead=text eyebrow=text back_url='/' back_label=text %}",
        "{% card title=text url='/' %}{{ text }}{% endcard %}",
        "{% tile text '/' 'bus' text=text count=3 %}",
        "{% status_tag text tone='ok' %}",
        "{% notice tone='warn' title=text %}{{ text }}{% endnotice %}",
        "{% empty_state text text=text url='/' label=text %}",
        "{% data_table text %}<tbody><tr><td>{{ text }}</td></tr></tbody>{% enddata_table %}",
        "{% dialog 'd' text %}{{ text }}{% enddialog %}",
        "{% toast text url='/' label=text %}",
        "{% qr text label=text %}",
        "{% button text name='a' value=text %}",
        "{% breadcrumb trail %}",
        "{% icon 'bus' label=text %}",
        "{% timeline items %}",
    ],
)
def test_hostile_text_stays_text(source: str) -> None:
    rendered = html(
        source, text=HOSTILE, trail=[(HOSTILE, "/"), (HOSTILE, "")], items=[{"title": HOSTILE, "text": HOSTILE}]
    )
    assert "<script>" not in rendered
    assert "14" not in Outline(rendered).faults


def test_a_field_ties_label_help_and_error_to_its_control(refused: Contact) -> None:
    outline = Outline(html("{% field form.email autocomplete='email' %}", form=refused))
    (control,) = outline.all("input")
    assert outline.all("label")[0]["for"] == control["id"]
    assert set((control["aria-describedby"] or "").split()) <= set(outline.ids)
    assert len((control["aria-describedby"] or "").split()) == 2
    assert control["aria-invalid"] == "true"
    assert control["autocomplete"] == "email"


def test_radio_buttons_are_a_fieldset_with_a_legend_and_large_labels(refused: Contact) -> None:
    rendered = html("{% field form.channel %}", form=refused)
    outline = Outline(rendered)
    assert "<legend>Moyen" in rendered
    assert [radio["type"] for radio in outline.all("input")] == ["radio", "radio"]
    assert {label["for"] for label in outline.all("label")} == {radio["id"] for radio in outline.all("input")}
    assert (outline.all("fieldset")[0]["aria-describedby"] or "") in outline.ids


def test_a_check_box_alone_has_its_label_and_its_error(refused: Contact) -> None:
    outline = Outline(html("{% field form.agree %}", form=refused))
    (box,) = outline.all("input")
    assert box["type"] == "checkbox"
    assert box["aria-describedby"] in outline.ids


def test_a_date_uses_the_device_picker_with_an_iso_value_in_french() -> None:
    (control,) = Outline(html("{% field form.day %}", form=Contact())).all("input")
    assert (control["type"], control["value"]) == ("date", "2026-11-24")


def test_optional_is_said_and_required_is_not() -> None:
    assert "(facultatif)" in html("{% field form.topics %}", form=Contact())
    assert "(facultatif)" not in html("{% field form.email %}", form=Contact())


def test_each_link_of_the_error_summary_leads_to_a_control(refused: Contact) -> None:
    page = html("{% error_summary form %}{% for field in form %}{% field field %}{% endfor %}", form=refused)
    outline = Outline(page)
    targets = [(link["href"] or "")[1:] for link in outline.all("a")]
    assert len(targets) == 4
    assert set(targets) <= set(outline.ids)
    assert "alert" in [attrs.get("role") for attrs in outline.all("div")]


def test_the_summary_says_hidden_errors_too_and_nothing_without_errors(refused: Contact) -> None:
    assert html("{% error_summary form %}", form=Contact()).strip() == ""
    assert html("{% error_summary form %}", form=refused).count("<li>") == 5


def test_a_button_with_an_address_is_a_link() -> None:
    assert '<a class="button button-secondary" href="/x/">' in html("{% button 'Voir' kind='secondary' url='/x/' %}")


@pytest.mark.parametrize("source", ["{% button 'x' kind='huge' %}", "{% status_tag 'x' tone='pink' %}"])
def test_unknown_kinds_and_tones_are_refused(source: str) -> None:
    with pytest.raises(ValueError, match="unknown"):
        html(source)


def test_an_unknown_icon_is_seen_at_once() -> None:
    with pytest.raises(KeyError):
        html("{% icon 'no-such-icon' %}")


def test_pagination_keeps_the_query_and_marks_the_page() -> None:
    request = RequestFactory().get("/?q=lampe&page=2")
    rendered = html("{% pagination page %}", page=Paginator(range(100), 10).page(2), request=request)
    assert 'href="?q=lampe&amp;page=3"' in rendered
    assert rendered.count('aria-current="page"') == 1


def test_a_list_of_one_page_has_no_pagination() -> None:
    assert "<nav" not in html("{% pagination page %}", page=Paginator(range(3), 10).page(1))


def test_a_taken_slot_cannot_be_chosen() -> None:
    start = dt.datetime(2026, 11, 24, 9, tzinfo=dt.UTC)
    slots = [Slot("1", start), Slot("2", start + dt.timedelta(hours=1), free=False)]
    first, second = Outline(html("{% slot_picker slots chosen='1' %}", slots=slots)).all("input")
    assert "checked" in first
    assert "disabled" in second


def test_a_map_says_its_name_and_keeps_its_list_beside() -> None:
    view = MapView(label="Carte", geojson={"type": "FeatureCollection", "features": []}, bounds=(2.0, 46.0, 3.0, 47.0))
    outline = Outline(html("{% map_with_list map %}", map=view))
    frame = next(attrs for attrs in outline.all("div") if "data-map" in attrs)
    assert frame["aria-label"] == "Carte"
    assert frame["data-bounds"] == "2.000000,46.000000,3.000000,47.000000"


def test_steps_and_timeline_in_french() -> None:
    assert "Étape 2 sur 5" in html("{% steps 2 5 %}")
    when = dt.datetime(2026, 11, 24, 13, 30, tzinfo=dt.UTC)
    assert "mardi 24" in html("{% timeline items %}", items=[{"title": "Reçu", "when": when}])
