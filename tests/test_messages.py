# SPDX-License-Identifier: AGPL-3.0-or-later
"""The translation tool, and the state of the catalogues themselves."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.catalog import Message

from tools.messages import catalogues, extraction, problems


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An app of its own, in a folder that plays the project's root."""
    for module in (catalogues, extraction, problems):
        monkeypatch.setattr(module, "ROOT", tmp_path)
    made = tmp_path / "parvis" / "kernel" / "square"
    (made / "templates" / "square").mkdir(parents=True)
    (made / "tests").mkdir()
    return made


def write(app: Path, python: str = "", template: str = "") -> None:
    (app / "views.py").write_text(python)
    (app / "templates" / "square" / "page.html").write_text(template)


def translate(app: Path, **translations: str) -> None:
    path = catalogues.catalogue_path(app)
    text = path.read_text()
    for source, target in translations.items():
        text = text.replace(f'msgid "{source}"\nmsgstr ""', f'msgid "{source}"\nmsgstr "{target}"')
    path.write_text(text)


def ids(app: Path) -> set[object]:
    return {message.id for message in catalogues.read_catalogue(app) if message.id}


def test_finds_texts_of_python_and_templates(app: Path) -> None:
    write(
        app,
        python='a = _("Bench")\nb = ngettext_lazy("%(n)s tree", "%(n)s trees", n)\nc = pgettext("verb", "Post")\n'
        'd = gettext_lazy("Long " "text")\ne = npgettext("street", "lamp", "lamps", n)\n',
        template='{% load i18n %}\n    <p>{% trans "Hello" %}\n  {% button _("Send") %}\n'
        "{% blocktranslate trimmed with name=town.name %}\n   The square of\n   {{ name }}\n{% endblocktranslate %}"
        "{% blocktranslate count n=n %}one{% plural %}{{ n }} many{% endblocktranslate %}</p>",
    )
    assert catalogues.update_catalogue(app)
    assert ids(app) == {
        "Bench", ("%(n)s tree", "%(n)s trees"), "Post", "Long text", ("lamp", "lamps"), "Hello", "Send",
        "The square of %(name)s", ("one", "%(n)s many"),
    }  # fmt: skip


def test_tests_and_migrations_are_not_shown_to_users(app: Path) -> None:
    (app / "tests" / "test_x.py").write_text('_("Only a test")')
    write(app)
    assert not catalogues.update_catalogue(app)
    assert not catalogues.catalogue_path(app).exists()


def test_a_second_extraction_changes_nothing_and_keeps_translations(app: Path) -> None:
    write(app, python='_("Bench")\n_("Arcade")')
    catalogues.update_catalogue(app)
    translate(app, Bench="Banc", Arcade="Arcade")
    before = catalogues.catalogue_path(app).read_bytes()
    assert not catalogues.update_catalogue(app)
    assert catalogues.catalogue_path(app).read_bytes() == before
    assert before.index(b"Arcade") < before.index(b"Bench"), "sorted by source text"
    assert b"POT-Creation-Date" not in before


def test_texts_that_left_the_source_leave_the_catalogue(app: Path) -> None:
    write(app, python='_("Bench")\n_("Arcade")')
    catalogues.update_catalogue(app)
    write(app, python='_("Bench")')
    assert catalogues.update_catalogue(app)
    assert ids(app) == {"Bench"}


def test_a_changed_text_is_new_and_never_guessed(app: Path) -> None:
    write(app, python='_("A wooden bench")')
    catalogues.update_catalogue(app)
    translate(app, **{"A wooden bench": "Un banc en bois"})
    write(app, python='_("A wooden benches")')
    catalogues.update_catalogue(app)
    assert b"banc" not in catalogues.catalogue_path(app).read_bytes()


def test_check_tells_what_is_missing_outdated_or_fuzzy(app: Path) -> None:
    write(app, python='_("Bench")')
    assert any("is missing; run extract" in line for line in problems.problems_of(app))
    catalogues.update_catalogue(app)
    assert any("“Bench”: is not translated" in line for line in problems.problems_of(app))
    translate(app, Bench="Banc")
    assert list(problems.problems_of(app)) == []
    write(app, python='_("Bench")\n_("Tree")')
    assert any("out of date" in line for line in problems.problems_of(app))
    path = catalogues.catalogue_path(app)
    path.write_text(path.read_text().replace('msgid "Bench"', '#, fuzzy\nmsgid "Bench"'))
    assert any("fuzzy" in line for line in problems.problems_of(app))


def test_check_refuses_french_source_texts(app: Path) -> None:
    write(app, python='_("Votre demande est envoyée")')
    assert any("“envoyée” is French" in line for line in problems.problems_of(app))


def test_two_apps_must_agree_on_a_text(app: Path) -> None:
    other = app.parent / "garden"
    other.mkdir()
    for place, word in ((app, "Banc"), (other, "Siège")):
        (place / "views.py").write_text('_("Bench")')
        catalogues.update_catalogue(place)
        translate(place, Bench=word)
    assert len(list(problems.disagreements([app, other]))) == 1


def test_compiles_only_when_older_and_django_can_read_it(app: Path) -> None:
    write(app, python='_("Bench")\nngettext("%(n)s tree", "%(n)s trees", n)')
    catalogues.update_catalogue(app)
    path = catalogues.catalogue_path(app)
    path.write_text(
        path.read_text()
        .replace('msgid "Bench"\nmsgstr ""', 'msgid "Bench"\nmsgstr "Banc"')
        .replace('msgstr[0] ""', 'msgstr[0] "%(n)s arbre"')
        .replace('msgstr[1] ""', 'msgstr[1] "%(n)s arbres"')
    )
    assert catalogues.compile_catalogue(app)
    assert not catalogues.compile_catalogue(app)
    import gettext

    with path.with_suffix(".mo").open("rb") as stream:
        translations = gettext.GNUTranslations(stream)
    assert translations.gettext("Bench") == "Banc"
    assert translations.ngettext("%(n)s tree", "%(n)s trees", 0) == "%(n)s arbre"
    assert translations.ngettext("%(n)s tree", "%(n)s trees", 2) == "%(n)s arbres"


def test_a_broken_template_is_named(app: Path) -> None:
    write(app, template="{% load i18n %}{% blocktranslate %}{% if x %}a{% endif %}{% endblocktranslate %}")
    with pytest.raises(extraction.ExtractionError, match=r"square/page\.html"):
        catalogues.update_catalogue(app)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("L’adresse est connue\u00a0: merci\u00a0!", None),
        ("L'adresse", "apostrophe"),
        ("Merci !", "no-break"),
        ("Merci!", "no-break"),
        ("« Bonjour »", "no-break"),
        ("«\u00a0Bonjour\u00a0»", None),
        ("Vraiment\u202f?!", None),
        ("Attendez...", "dots"),
        ('Le "banc"', "quotation"),
        ('<a href="/x">Le banc</a>', None),
        ('Voir <a href="https://exemple.fr/x">le banc</a>, puis', None),
        ("https://exemple.fr/ : non", "no-break"),
        ("Voir https://exemple.fr/", None),
        ("À 12:30", None),
        ("%(name)s&nbsp;: bonjour", None),
        ("{name}\u00a0: bonjour", None),
    ],
)
def test_french_typography(text: str, wrong: str | None) -> None:
    found = list(problems.typography_problems(text))
    assert (found == []) if wrong is None else (wrong in " ".join(found))


@pytest.mark.parametrize(
    ("source", "target", "problem"),
    [
        ("Hello %(name)s", "Bonjour %(name)s", None),
        ("Hello %(name)s", "Bonjour", "lost %(name)s"),
        ("Hello %(name)s", "Bonjour %(nom)s", "source lacks"),
        ("{n} of {total}", "{n} sur {total}", None),
        ("{n} of {total}", "{n}", "lost {total}"),
        (("One lamp", "%(n)s lamps"), ("%(n)s lampadaire", "%(n)s lampadaires"), None),
        (("%(n)s lamp", "%(n)s lamps"), ("Un lampadaire", "%(n)s lampadaires"), "lost %(n)s"),
    ],
)
def test_placeholders_survive_translation(
    source: str | tuple[str, str], target: str | tuple[str, str], problem: str | None
) -> None:
    found = list(problems.message_problems(Message(source, target)))
    assert (found == []) if problem is None else (problem in " ".join(found))


@pytest.mark.parametrize("folder", catalogues.apps(), ids=lambda path: path.name)
def test_french_is_complete(folder: Path) -> None:
    assert list(problems.problems_of(folder)) == []


def test_all_apps_agree() -> None:
    assert list(problems.disagreements(catalogues.apps())) == []


@pytest.mark.parametrize("folder", catalogues.apps(), ids=lambda path: path.name)
def test_dates_stay_as_django_writes_them(folder: Path) -> None:
    assert list(problems.dates_changed(folder)) == []


def test_a_month_with_a_capital_is_noticed(app: Path) -> None:
    write(app, python='_("March")')
    catalogues.update_catalogue(app)
    translate(app, March="Mars")
    assert len(list(problems.dates_changed(app))) == 1
