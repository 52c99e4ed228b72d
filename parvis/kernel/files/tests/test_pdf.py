# SPDX-License-Identifier: AGPL-3.0-or-later
"""Documents that could act are refused, however they hide it."""

from __future__ import annotations

import zlib

import pytest

from parvis.kernel.documents import render_pdf
from parvis.kernel.files import pdf
from parvis.kernel.files.rules import FileRefused


def document(objects: bytes) -> bytes:
    return b"%PDF-1.7\n" + objects + b"\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def packed(objects: bytes) -> bytes:
    data = zlib.compress(objects)
    head = b"4 0 obj<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>stream\n" % len(data)
    return head + data + b"\nendstream endobj"


@pytest.mark.parametrize(
    "objects",
    [
        b"1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj",
        b"1 0 obj<</OpenAction<</S/J#61vaScript/J#53(app.alert(1))>>>>endobj",
        b"1 0 obj<</A<</S/Launch/F(cmd.exe)>>>>endobj",
        b"1 0 obj<</Names<</EmbeddedFiles 2 0 R>>>>endobj",
        b"1 0 obj<</AcroForm<</XFA 2 0 R>>>>endobj",
        packed(b"1 0 <</S/JavaScript/JS(app.alert(1))>>"),
        b"trailer<</Encrypt 3 0 R>>",
    ],
    ids=["javascript", "escaped", "launch", "attachment", "xfa", "packed", "encrypted"],
)
def test_active_documents_are_refused(objects: bytes) -> None:
    with pytest.raises(FileRefused):
        pdf.check(document(objects))


@pytest.mark.parametrize("data", [b"%PDF-1.7\n", b"x%PDF-1.7\n%%EOF", document(b"")[:-10]])
def test_damaged_documents_are_refused(data: bytes) -> None:
    with pytest.raises(FileRefused, match=r"damaged|endommag"):
        pdf.check(data)


def test_a_packed_bomb_is_refused_without_unpacking_it_whole() -> None:
    with pytest.raises(FileRefused):
        pdf.check(document(packed(b"\0" * 60_000_000)))


def test_plain_documents_pass() -> None:
    pdf.check(document(b"1 0 obj<</Type/Catalog/Lang(fr)>>endobj"))
    letter = {"recipient": ["A"], "date": "x", "text": "Les mots /JS et /Launch dans un texte."}
    pdf.check(render_pdf(template="documents/letter.typ", data=letter, title="Lettre"))
