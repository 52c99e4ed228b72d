# SPDX-License-Identifier: AGPL-3.0-or-later
"""Small pieces of the reports' pages."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from parvis.services.reports.models import Category, Report
from parvis.services.reports.rules.states import WORDINGS, State
from parvis.ui.components.blocks import icon, status_tag

register = template.Library()


@register.simple_tag
def category_name(category: Category, language: str = "") -> str:
    """The category's name in the reader's language."""
    return category.name(language or get_language() or "fr")


@register.simple_tag
def category_button(category: Category, language: str = "") -> SafeString:
    """A large button that chooses the category; needs no script."""
    return format_html(
        '<button class="category-choice" name="category" value="{}">{}<span>{}</span></button>',
        category.pk,
        icon(category.icon),
        category.name(language or get_language() or "fr"),
    )


@register.simple_tag
def state_tag(report: Report) -> SafeString:
    """The state of a report, in a word, with its tone."""
    wording = WORDINGS[State(report.state)]
    return status_tag(str(wording.label), wording.tone, wording.icon)


@register.filter
def state_sentence(report: Report) -> str:
    """What the state means for the people who wait."""
    return str(WORDINGS[State(report.state)].public)
