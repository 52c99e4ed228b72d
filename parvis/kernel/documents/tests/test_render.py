# SPDX-License-Identifier: AGPL-3.0-or-later
"""Documents are tagged, titled, in French; whatever is in their data shows as text."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image
from pypdf import PdfReader

from parvis.kernel.documents import DocumentFailed, render, render_pdf

LETTER: dict[str, Any] = {
    "recipient": ["Mme Zoé Œuvrard", "3 bis, rue de l’Église", "99001 Valorne"],
    "date": "Le 22 novembre 2026",
    "reference": "SIG-2026-00421",
    "text": "Madame,\n\nVotre signalement a été traité : le lampadaire n° 12 fonctionne à nouveau.\nMerci !",
    "signature": "Le service Éclairage public",
}
MARKUP = [
    '#panic("x") #read("/etc/passwd") #sys.inputs',
    "$ x^2 $ *gras* _it_ `code` ```raw```",
    "= Titre <label> @ref // commentaire /* bloc */",
    "\\u{41} \\ ~ --- ... 'quotes' \"double\"",
    "https://example.org [lien] {code} #[x] #{1+1}",
]


def letter(**changes: Any) -> PdfReader:
    pdf = render_pdf(
        template="documents/letter.typ", data={**LETTER, **changes}, title="Votre signalement", language="fr"
    )
    return PdfReader(io.BytesIO(pdf))


def text_of(reader: PdfReader) -> str:
    return "\n".join(page.extract_text() for page in reader.pages)


def test_the_document_is_accessible() -> None:
    reader = letter()
    root = reader.trailer["/Root"]
    assert root["/Lang"].startswith("fr")
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert "/StructTreeRoot" in root
    assert reader.metadata is not None
    assert reader.metadata.title == "Votre signalement"
    assert 'part="1"' in (xmp := root["/Metadata"].get_data().decode()).replace("<pdfuaid:part>1", 'part="1"')
    assert "pdfuaid" in xmp


def test_french_text_can_be_read_back() -> None:
    text = text_of(letter())
    for expected in ("Mme Zoé Œuvrard", "rue de l’Église", "a été traité", "Éclairage public", "SIG-2026-00421"):
        assert expected in text


@pytest.mark.parametrize("markup", MARKUP)
@pytest.mark.parametrize("place", ["recipient", "date", "reference", "text", "signature", "title"])
def test_markup_in_any_field_shows_as_it_is_written(place: str, markup: str) -> None:
    if place == "title":
        pdf = render_pdf(template="documents/letter.typ", data=LETTER, title=markup)
        reader = PdfReader(io.BytesIO(pdf))
    else:
        reader = letter(**{place: [markup] if place == "recipient" else markup})
    shown = "".join(text_of(reader).split())
    assert "".join(markup.split()) in shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("merci 😀🎉!", "merci □□!"),
        ("中文", "□□"),
        ("a\x00b\x07c\u202ed", "abcd"),
        ("cœur ❤", "cœur ❤"),
        ("\ud83d seul", "seul"),
        ("Ελληνικά", "Ελληνικά"),
    ],
)
def test_a_character_that_the_typeface_lacks_does_not_lose_the_document(text: str, shown: str) -> None:
    assert shown in text_of(letter(text=text))


def test_pictures_come_with_words_for_those_who_do_not_see_them() -> None:
    buffer = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(buffer, "JPEG")
    pdf = render_pdf(
        template="documents/work_example.typ",
        data={"alt": "Un lampadaire éteint"},
        title="Bon de travail",
        images={"../../photo.jpg": buffer.getvalue()},
    )
    assert "Un lampadaire éteint" in _alternatives(PdfReader(io.BytesIO(pdf)))


def _alternatives(reader: PdfReader) -> list[str]:
    found: list[str] = []

    def walk(node: Any) -> None:
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            for each in node:
                walk(each)
        elif isinstance(node, dict):
            if "/Alt" in node:
                found.append(str(node["/Alt"]))
            walk(node.get("/K", []))

    walk(reader.trailer["/Root"]["/StructTreeRoot"]["/K"])
    return found


@pytest.fixture(autouse=True)
def example(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lays one more template beside the app's own."""
    lay_out = render._lay_out

    def with_examples(root: Any, label: str, *rest: Any) -> None:
        lay_out(root, label, *rest)
        for name, source in EXAMPLES.items():
            (root / label / name).write_text(source, encoding="utf-8")

    monkeypatch.setattr(render, "_lay_out", with_examples)


EXAMPLES = {
    "work_example.typ": '#import "/documents/base.typ": *\n#show: page-of-town\n= T\n#picture("photo.jpg", data.alt)',
    "thief.typ": '#import "/documents/base.typ": *\n#show: page-of-town\n= T\n#read("/../../../../etc/passwd")',
    "no_alt.typ": '#import "/documents/base.typ": *\n#show: page-of-town\n= T\n#image("/paving.svg")',
    "endless.typ": "#let f(n) = { let i = 0; while true { i += 1; if i > n { i = 0 } } }\n#f(3)",
}


@pytest.mark.parametrize("template", ["thief.typ", "no_alt.typ", "absent.typ"])
def test_a_wrong_template_fails_and_says_why(template: str) -> None:
    with pytest.raises(DocumentFailed, match=template):
        render_pdf(template=f"documents/{template}", data={}, title="x")


def test_data_that_are_too_large_are_refused() -> None:
    with pytest.raises(DocumentFailed, match="too much"):
        letter(text="x" * 2_100_000)


def test_a_long_text_makes_several_numbered_pages() -> None:
    reader = letter(
        text="\n\n".join(["Une phrase assez longue pour remplir la ligne et passer à la suivante. " * 6] * 30)
    )
    total = len(reader.pages)
    assert total >= 3
    assert f"Page 2 sur {total}" in text_of(reader) or f"Page 2 of {total}" in text_of(reader)
