# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is wrong with a catalogue: missing or doubtful texts, lost placeholders, bad typography."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path

import django
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from tools.messages.catalogues import as_po, catalogue_path, fresh_catalogue, read_catalogue
from tools.messages.extraction import ROOT, texts_of

DJANGO_CATALOGUE = Path(django.__file__).parent / "conf" / "locale" / "fr" / "LC_MESSAGES" / "django.po"
_DATE_WORDS = """January February March April May June July August September October November December
Monday Tuesday Wednesday Thursday Friday Saturday Sunday"""
DATE_WORDS = frozenset(_DATE_WORDS.split())
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[sdifr]|%%|\{[\w.]*(?:![rsa])?(?::[^{}]*)?\}")
TAG = re.compile(r"<[^>]*>")
ADDRESS = re.compile(r"(?:https?|mailto|tel):\S*")
NO_BREAK = "\u00a0\u202f"

# Words of French that a source text never needs: whoever wrote one wrote the text in the wrong language.
FRENCH_WORDS = re.compile(
    r"\b(?:vous|votre|vos|nous|notre|avec|pour|dans|une|des|les|est|sont|cette|ces|aux|sur|pas|ou|et|mairie|adresse)\b",
    re.IGNORECASE,
)
ACCENTED = re.compile(r"\b\w*[àâçéèêëîïôùûœÀÂÇÉÈÊËÎÏÔÙÛŒ]\w*", re.UNICODE)
# Names that have no English form, and what a source text may quote.
PROPER_NAMES = (
    "Base Adresse Locale",
    "Défenseur des droits",
    "Français",
    "Île",
    "Licence Ouverte",
    "café",
    "département",
    "fiancé",
    "Éclairage",
    "Mairie",
)

TYPOGRAPHY: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\w'\w|\w'(?=\s|$)"), "a straight apostrophe: write ’"),
    (re.compile(r"(?<!\d)\""), "a straight quotation mark: write « »"),
    (re.compile(r"\.\.\."), "three dots: write …"),
    (
        re.compile(rf"(?<![{NO_BREAK}!?:;\d])[:;!?»]|(?<=\d)[;!?»]|(?<=\d):(?!\d)"),
        "no no-break space before : ; ! ? or »",
    ),
    (re.compile(rf"«(?![{NO_BREAK}])"), "no no-break space after «"),
)


def problems_of(app: Path) -> Iterator[str]:
    """One line per problem of an app's texts; nothing if all is well.

    Raises:
        ExtractionError: a source file cannot be read.
    """
    found, path = texts_of(app), catalogue_path(app)
    name = path.relative_to(ROOT).as_posix()
    for text in found:
        for word in french_in(" ".join(text.id) if isinstance(text.id, tuple) else text.id):
            yield f"{text.path}:{text.line}: “{word}” is French; source texts are in English"
    if found and not path.exists():
        yield f"{name}: is missing; run extract"
        return
    if path.exists() and (not found or path.read_bytes() != as_po(fresh_catalogue(app, found))):
        yield f"{name}: is out of date; run extract"
    for message in read_catalogue(app):
        if message.id:
            yield from (f"{name}: “{_start(message)}”: {problem}" for problem in message_problems(message))


def disagreements(chosen: list[Path]) -> Iterator[str]:
    """Texts that two apps translate differently: Django would show one of them everywhere."""
    first: dict[tuple[object, str | None], tuple[object, str]] = {}
    for app in chosen:
        name = catalogue_path(app).relative_to(ROOT).as_posix()
        for message in read_catalogue(app):
            if not message.id or not message.string:
                continue
            string, other = first.setdefault((message.id, message.context), (message.string, name))
            if string != message.string:
                yield f"{name}: “{_start(message)}”: {other} translates it differently; agree, or give a context"


def dates_changed(app: Path) -> Iterator[str]:
    """Names of months and days that the app translates unlike Django: every date of the site would change."""
    with DJANGO_CATALOGUE.open("rb") as stream:
        django_texts = read_po(stream, locale="fr")
    for message in read_catalogue(app):
        if message.id in DATE_WORDS and message.context is None:
            theirs = django_texts.get(message.id)
            if theirs and theirs.string != message.string:
                name = catalogue_path(app).relative_to(ROOT).as_posix()
                yield f"{name}: “{message.id}”: Django writes “{theirs.string}” in dates; agree, or give a context"


def french_in(text: str) -> list[str]:
    """Words of a source text that are French."""
    for proper in PROPER_NAMES:
        text = text.replace(proper, "")
    text = TAG.sub(" ", PLACEHOLDER.sub(" ", text))
    return ACCENTED.findall(text) + FRENCH_WORDS.findall(text)


def message_problems(message: Message) -> Iterator[str]:
    """What is wrong with one translated text."""
    forms = message.string if isinstance(message.string, tuple) else (message.string,)
    if message.fuzzy:
        yield "is fuzzy"
    if not all(forms):
        yield "is not translated"
        return
    if isinstance(message.id, tuple) and len(forms) != 2:
        yield f"has {len(forms)} plural forms; French has 2"
    for form in forms:
        yield from _placeholder_problems(message, form)
        yield from typography_problems(form)
        if form.endswith("\n") != _ids(message)[0].endswith("\n"):
            yield "begins or ends its lines unlike the source"


def typography_problems(text: str) -> Iterator[str]:
    """French typography that a text breaks."""
    plain = html.unescape(ADDRESS.sub("", TAG.sub("", PLACEHOLDER.sub("x", text))))
    for pattern, problem in TYPOGRAPHY:
        if pattern.search(plain):
            yield f"has {problem}"


def _ids(message: Message) -> tuple[str, ...]:
    return message.id if isinstance(message.id, tuple) else (message.id,)


def _placeholder_problems(message: Message, form: str) -> Iterator[str]:
    """A plural form may use what either source form has, and must use all that the first one has."""
    wanted = [set(PLACEHOLDER.findall(text)) - {"%%"} for text in _ids(message)]
    used = set(PLACEHOLDER.findall(form)) - {"%%"}
    missing, strange = wanted[0] - used, used - set().union(*wanted)
    if missing:
        yield f"lost {', '.join(sorted(missing))}"
    if strange:
        yield f"has {', '.join(sorted(strange))}, which the source lacks"


def _start(message: Message) -> str:
    text = _ids(message)[0]
    return text if len(text) <= 60 else f"{text[:59]}…"
