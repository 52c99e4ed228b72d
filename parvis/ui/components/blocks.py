# SPDX-License-Identifier: AGPL-3.0-or-later
"""Blocks of content: card, tile, notice, status tag, timeline, empty state, table, dialog, codes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import segno
from django.utils.safestring import SafeString, mark_safe

from parvis.ui import icons
from parvis.ui.components.library import block_component, checked_tone, component, render

NOTICE_ICONS = {
    "info": "info",
    "progress": "clock",
    "ok": "circle-check",
    "warn": "triangle-alert",
    "danger": "octagon-alert",
    "muted": "info",
}


@dataclass(frozen=True)
class TimelineItem:
    """One step of a timeline. `coming` marks what has not happened yet; `when` may be a text."""

    title: str
    when: dt.datetime | dt.date | str | None = None
    text: str = ""
    tone: str = "info"
    author: str = ""
    icon: str = ""
    coming: bool = False


@component
def icon(name: str, label: str = "") -> SafeString:
    """A line icon by its Lucide name; decoration unless `label` says what it means."""
    return icons.svg(name, label)


@block_component
def card(content: str, title: str = "", url: str = "", level: int = 3) -> SafeString:
    """A raised block; with `url` the whole card is one link, named by its title."""
    return render("card", {"content": content, "title": title, "url": url, "level": level})


@component
def tile(title: str, url: str, icon: str, text: str = "", count: int | None = None, level: int = 3) -> SafeString:
    """A way in: stone with an icon, title, one line; lay several in `<ul class="tiles">`, one per `<li>`."""
    context = {"title": title, "url": url, "icon": icon, "text": text, "count": count, "level": level}
    return render("tile", context)


@component
def status_tag(label: str, tone: str = "info", icon: str = "") -> SafeString:
    """The state of a thing in a word; tone is info, progress, ok, warn, danger or muted."""
    return render("status_tag", {"label": label, "tone": checked_tone(tone), "icon": icon})


@block_component
def notice(content: str, tone: str = "info", title: str = "") -> SafeString:
    """A remark inside the page; danger and warn are announced when they appear."""
    context = {"content": content, "tone": checked_tone(tone), "title": title}
    return render("notice", {**context, "icon": NOTICE_ICONS[tone], "alert": tone in {"warn", "danger"}})


@component
def timeline(items: Iterable[TimelineItem | Mapping[str, Any]]) -> SafeString:
    """What happened and what comes next, oldest first; each item a `TimelineItem` or a dict of its fields."""
    known = [item if isinstance(item, TimelineItem) else TimelineItem(**item) for item in items]
    for item in known:
        checked_tone(item.tone)
    return render("timeline", {"items": known})


@component
def empty_state(title: str, text: str = "", url: str = "", label: str = "", level: int = 2) -> SafeString:
    """Nothing here yet: a paved drawing, what it means and, when there is one, the next act."""
    return render("empty_state", {"title": title, "text": text, "url": url, "label": label, "level": level})


@block_component
def data_table(content: str, caption: str, hide_caption: bool = False) -> SafeString:
    """A table whose rows (`<thead>`, `<tbody>`) are the content; it scrolls sideways by itself."""
    return render("data_table", {"content": content, "caption": caption, "hide_caption": hide_caption})


@block_component
def dialog(content: str, id: str, title: str) -> SafeString:  # noqa: A002  (the HTML attribute's name)
    """A native `<dialog>`, opened by any `<button data-opens="ID">` and, without script, by `#ID`."""
    return render("dialog", {"content": content, "id": id, "title": title})


@component
def toast(text: str, tone: str = "info", url: str = "", label: str = "") -> SafeString:
    """A short message at the foot of the page; page templates show Django's messages this way."""
    return render("toast", {"text": text, "tone": tone, "url": url, "label": label})


@component
def qr(text: str, label: str = "") -> SafeString:
    """A QR code as SVG; `label` says in words where it leads."""
    drawing = segno.make(text, error="m").svg_inline(omitsize=True, dark="#14213d", border=0)
    return render("qr", {"drawing": mark_safe(drawing), "label": label})  # noqa: S308
