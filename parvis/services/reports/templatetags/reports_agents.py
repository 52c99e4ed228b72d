# SPDX-License-Identifier: AGPL-3.0-or-later
"""Small pieces of the agents' pages."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django import template
from django.http import QueryDict
from django.template import Context
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from parvis.kernel.accounts.rules import phone_shown
from parvis.services.reports.adapters import neighbourhood_name
from parvis.services.reports.models import Report
from parvis.services.reports.queries.detail import working_days_left
from parvis.services.reports.queries.statistics import CategoryTime
from parvis.services.reports.rules.publication import Priority, Visibility
from parvis.services.reports.rules.states import OPEN, WORDINGS, State
from parvis.services.reports.texts import due_words
from parvis.ui.components.blocks import status_tag

register = template.Library()


@register.simple_tag
def row_state(report: Report) -> SafeString:
    """The state of a report and its due date, as one line of a queue shows them; drawn once for equal ones."""
    wording = WORDINGS[State(report.state)]
    state = _tag(str(wording.label), wording.tone, wording.icon)
    left = working_days_left(report)
    return state if left is None else format_html("{}{}", state, _due(left, get_language() or "fr"))


@register.simple_tag
def due_tag(report: Report) -> SafeString | str:
    """How long until the report is due, in working days; nothing for a closed one."""
    left = working_days_left(report)
    return "" if left is None else _due(left, get_language() or "fr")


@lru_cache(maxsize=256)
def _tag(label: str, tone: str, icon: str) -> SafeString:
    return status_tag(label, tone, icon)


@lru_cache(maxsize=1_024)
def _due(left: int, _language: str) -> SafeString:
    words, tone = due_words(left)
    return status_tag(words, tone, "hourglass" if left > 0 else "alarm-clock")


@register.simple_tag
def visibility_tag(report: Report) -> SafeString | str:
    """Why the public does not see the report; nothing when it does."""
    if report.visibility == Visibility.PUBLIC:
        return ""
    return status_tag(str(Visibility(report.visibility).label), "warn", "eye-off")


@register.simple_tag(takes_context=True)
def pane_link(context: Context, route: str, *args: Any) -> SafeString:
    """Attributes of a link to a page of the desk: with script it opens in the pane; the queue's filter goes along."""
    url = reverse(f"reports_agents:{route}", args=args) + str(context["here"])
    return format_html('href="{0}" hx-get="{0}" hx-target="#pane" hx-push-url="true"', url)


@register.simple_tag(takes_context=True)
def pane_form(context: Context, route: str, *args: Any) -> SafeString:
    """Attributes of a form whose answer goes into the pane; the queue's filter goes along. It is sent once."""
    url = reverse(f"reports_agents:{route}", args=args) + str(context["here"])
    return format_html('method="post" action="{0}" hx-post="{0}" hx-target="#pane" hx-sync="this:drop"', url)


@register.filter
def is_urgent(report: Report) -> bool:
    """True for a report that goes before the others."""
    return report.priority >= Priority.HIGH and report.state in OPEN


@register.filter
def phone(number: str) -> str:
    """A telephone number as people write it."""
    return phone_shown(number)


@register.filter
def neighbourhood(report: Report) -> str:
    """The name of the report's neighbourhood."""
    return neighbourhood_name(report.neighbourhood)


@register.filter
def filter_query(parameters: dict[str, Any]) -> str:
    """The address of a saved filter, from its question mark on."""
    query = QueryDict(mutable=True)
    for name, values in parameters.items():
        query.setlist(name, values if isinstance(values, list) else [str(values)])
    return f"?{query.urlencode()}"


@register.filter
def on_time_percent(time: CategoryTime) -> int:
    """The share of reports that ended in time, in percent."""
    return round(100 * time.on_time)
