# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is found, what is never shown, and how the index follows its sources."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils.translation import override

from parvis.kernel.audit.actors import Actor, anonymous
from parvis.kernel.search import operations, queries
from parvis.kernel.search.models import VocabularyWord
from parvis.kernel.search.tests.conftest import Shelf, note

VISITOR = anonymous()
Put = Callable[..., None]


def agent(*permissions: str, person: int = 1, organisation: int = 7) -> Actor:
    return Actor(
        kind="person",
        label="x",
        person=SimpleNamespace(pk=person),
        organisation=SimpleNamespace(pk=organisation),
        permissions=frozenset(permissions),
    )


def keys(text: str, actor: Actor = VISITOR, **options: Any) -> list[str]:
    return [hit.key for hit in queries.search(actor, text, **options).hits]


def test_french_stems_accents_and_unfinished_words(put: Put) -> None:
    put(note("lamp", "Éclairage public", text="Signaler un lampadaire éteint"), note("tree", "Les arbres de la place"))
    for words in ("eclairage", "ÉCLAIRAGES", "lampadaires", "eclair", "publ", "l’éclairage", "les lampadaires éteints"):
        assert keys(words) == ["lamp"], words
    assert keys("arbre") == ["tree"]
    assert keys("piscine") == []


def test_title_counts_more_than_text_and_weight_more_than_both(put: Put) -> None:
    put(
        note("text", "Le square", text="Un banc en bois"),
        note("title", "Un banc public"),
        note("service", "Déplacer un banc public devant chez soi", weight=4.0),
    )
    assert keys("banc") == ["service", "title", "text"]


@pytest.mark.parametrize("typed", ["lampdaire", "lampadiare", "lanpadaire", "lampadairre", "kampadaire", "lmapadairre"])
def test_typing_mistakes_are_repaired_and_said(put: Put, typed: str) -> None:
    put(note("lamp", "Lampadaire éteint"), note("tree", "Arbre tombé"))
    results = queries.search(VISITOR, typed)
    assert [hit.key for hit in results.hits] == ["lamp"]
    assert results.corrected == "lampadaire"


def test_when_no_document_has_all_words_some_are_enough(put: Put) -> None:
    put(note("lamp", "Lampadaire éteint"), note("tree", "Arbre tombé"))
    results = queries.search(VISITOR, "arbre lampadaire")
    assert results.partial
    assert {hit.key for hit in results.hits} == {"lamp", "tree"}


@pytest.mark.parametrize(
    "text", ["", "   ", "'", "a & | !", "':*", "\\", "%", "les", "é" * 5000, "<script>", "x " * 500]
)
def test_any_text_may_be_typed(put: Put, text: str) -> None:
    put(note("lamp", "Lampadaire"))
    assert queries.search(VISITOR, text).total == 0
    assert queries.suggestions(VISITOR, text) == []


def test_audiences_never_leak(put: Put) -> None:
    put(
        note("public", "Dossier secret ouvert"),
        note("agents", "Dossier secret agents", audience="agents:reports.treat"),
        note("ours", "Dossier secret voirie", audience="agents:reports.treat:7"),
        note("theirs", "Dossier secret autre", audience="agents:reports.treat:8"),
        note("mine", "Dossier secret personnel", audience="person:1"),
        note("other", "Dossier secret voisin", audience="person:11"),
        note("closed", "Dossier secret fermé", audience="service:nosuch"),
        note("odd", "Dossier secret étrange", audience="publicity"),
    )
    assert set(keys("secret")) == {"public"}
    assert set(keys("secret", agent())) == {"public", "mine"}
    assert set(keys("secret", agent("reports.treat"))) == {"public", "mine", "agents", "ours"}
    assert set(keys("secret", agent("reports.treat", person=11, organisation=8))) == {
        "public", "agents", "theirs", "other"
    }  # fmt: skip
    assert queries.search(VISITOR, "secret").facets[0].count == 1
    assert {hit.key for hit in queries.suggestions(VISITOR, "secr")} == {"public"}


def test_corrections_do_not_reveal_private_words(put: Put) -> None:
    put(note("private", "Zygomatique", audience="person:1"))
    assert queries.search(VISITOR, "zigomatique").corrected == ""
    assert not VocabularyWord.objects.exists()


def test_kinds_without_a_source_are_not_shown(put: Put, settings: Any) -> None:
    put(note("lamp", "Lampadaire"))
    settings.SEARCH_SOURCES = []
    assert keys("lampadaire") == []


def test_each_thing_appears_once_in_the_readers_language(put: Put) -> None:
    put(
        note("about", "Accessibilité contact", language="fr"),
        note("about", "Accessibility contact", language="en"),
        note("lamp", "Lampadaire contact"),
    )
    with override("fr"):
        found = queries.search(VISITOR, "contact").hits
        assert {(hit.key, hit.title[0].text) for hit in found} == {("about", "Accessibilité "), ("lamp", "Lampadaire ")}
    with override("en"):
        found = queries.search(VISITOR, "contact").hits
        assert {(hit.key, hit.title[0].text) for hit in found} == {("about", "Accessibility "), ("lamp", "Lampadaire ")}


def test_replaced_and_removed_documents(put: Put) -> None:
    put(note("lamp", "Lampadaire"))
    put(note("lamp", "Horloge"))
    assert keys("lampadaire") == []
    assert keys("horloge") == ["lamp"]
    operations.remove("note", ["lamp"])
    assert keys("horloge") == []


def test_paging_and_facets(put: Put) -> None:
    put(*(note(f"n{n:02}", f"Banc numéro {n}") for n in range(45)))
    seen = [key for page in (1, 2, 3) for key in keys("banc", page=page)]
    assert len(seen) == len(set(seen)) == 45
    results = queries.search(VISITOR, "banc", page=99)
    assert (results.page, results.pages, results.total, len(results.hits)) == (3, 3, 45, 5)
    assert [(facet.kind, facet.count) for facet in results.facets] == [("note", 45)]
    assert keys("banc", kind="service") == []


def test_rebuild_adds_what_is_new_and_forgets_what_is_gone(put: Put, shelf: Shelf) -> None:
    put(note("old", "Vieux banc"), note("kept", "Banc gardé"))
    shelf.held = [note("kept", "Banc gardé"), note("new", "Nouveau banc")]
    counts = operations.rebuild(margin=timedelta(0))
    assert counts["note"] == 2
    assert set(keys("banc")) == {"kept", "new"}


def test_rebuild_does_not_undo_what_services_wrote_meanwhile(put: Put, shelf: Shelf) -> None:
    put(note("changed", "Banc nouveau texte"), note("hidden", "Banc caché"), note("fresh", "Banc récent"))
    operations.remove("note", ["hidden"])
    shelf.held = [note("changed", "Banc ancien texte"), note("hidden", "Banc caché")]
    operations.rebuild()
    assert set(keys("banc")) == {"changed", "fresh"}
    assert keys("ancien") == []


def test_rebuild_forgets_words_of_the_vocabulary(put: Put, shelf: Shelf) -> None:
    put(note("old", "Zygomatique"), note("kept", "Lampadaire"))
    shelf.held = [note("kept", "Lampadaire")]
    operations.rebuild(margin=timedelta(0))
    words = set(VocabularyWord.objects.values_list("word", flat=True))
    assert "zygomatique" not in words
    assert "lampadaire" in words


def test_index_and_change_share_a_transaction(shelf: Shelf, transactional_db: None) -> None:
    with transaction.atomic():
        operations.index([note("lamp", "Lampadaire")])
        transaction.set_rollback(True)
    assert keys("lampadaire") == []


def test_page_shows_results_escaped_and_says_how_many(client: Client, put: Put) -> None:
    put(note("x", "Banc <script>alert(1)</script>", text="Un <b>banc</b> {{ 7 }}"), note("y", "Banc bleu"))
    page = client.get("/search/", {"q": "bancs"}).content.decode()
    assert "2 résultats" in page
    assert "<mark>Banc</mark> &lt;script&gt;" in page
    assert "<script>alert" not in page
    assert 'href="/notes/x/"' in page
    page = client.get("/search/", {"q": '"><img src=x>'}).content.decode()
    assert "<img src=x>" not in page
    assert "Rien" in page


def test_page_says_the_correction(client: Client, put: Put) -> None:
    put(note("x", "Lampadaire"))
    page = client.get("/search/", {"q": "lampdaire"}).content.decode()
    assert "lampdaire" in page
    assert "<mark>Lampadaire</mark>" in page


@pytest.mark.parametrize("parameters", [{}, {"q": "", "page": "x"}, {"q": "banc\0", "page": "-1", "kind": "' OR 1"}])
def test_page_never_fails(client: Client, put: Put, parameters: dict[str, str]) -> None:
    put(note("x", "Banc"))
    assert client.get("/search/", parameters).status_code == 200


def test_suggestions_are_ready_for_the_combobox(client: Client, put: Put) -> None:
    put(note("x", "Banc public"))
    assert client.get("/search/suggest", {"q": "ban"}).json() == [
        {"label": "Banc public", "hint": "Notes", "url": "/notes/x/"}
    ]
    assert client.get("/search/suggest", {"q": "b"}).json() == []


def test_query_uses_the_index(put: Put) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN SELECT id FROM search_indexeddocument WHERE vector @@ '''banc'':*'::tsquery")
        assert "search_vector" in "\n".join(row[0] for row in cursor.fetchall())
