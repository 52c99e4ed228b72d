# SPDX-License-Identifier: AGPL-3.0-or-later
"""Import of addresses: files as town halls send them."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parvis.kernel.audit.actors import SYSTEM
from parvis.kernel.audit.models import Act
from parvis.kernel.places import operations
from parvis.kernel.places.imports import ImportRefused, ImportReport
from parvis.kernel.places.models import Address, Entry, Spelling, Street, Word
from parvis.kernel.places.queries import search_addresses
from parvis.kernel.places.tests.conftest import HEADER, line, town_lines

pytestmark = pytest.mark.django_db


def imported(path: Path) -> ImportReport:
    return operations.import_addresses(SYSTEM, path=path)


def from_text(folder: Path, text: str | bytes) -> ImportReport:
    path = folder / "file.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return imported(path)


def snapshot() -> list[tuple[object, ...]]:
    addresses = Address.objects.order_by("interop_key").values_list(
        "pk", "interop_key", "street__name", "number", "suffix", "lon", "lat", "cell", "postcode"
    )
    return [*addresses, *Entry.objects.order_by("pk").values_list("pk", "title", "words", "weight")]


def test_counts_and_journal(bal: Path) -> None:
    report = imported(bal)
    assert (report.read, report.kept, report.added, report.removed) == (336, 336, 336, 0)
    assert report.details == {"communes": 2, "streets": 13, "addresses": 336}
    assert Act.objects.filter(verb="places.import_addresses").count() == 1
    hamlet = Street.objects.get(name="Les Granges Brûlées")
    assert (hamlet.kind, hamlet.addresses.get().number) == ("hamlet", None)


def test_same_file_again_changes_nothing(bal: Path) -> None:
    imported(bal)
    before = snapshot()
    again = imported(bal)
    assert (again.added, again.changed, again.removed) == (0, 0, 0)
    assert snapshot() == before


def test_what_disappeared_is_removed_and_other_communes_stay(bal: Path, tmp_path: Path) -> None:
    imported(bal)
    kept = [one for one in town_lines() if "01998" not in one and "Impasse des Lilas" not in one]
    report = from_text(tmp_path, "\n".join(kept))
    assert (report.added, report.changed, report.removed) == (0, 0, 8)
    assert not Street.objects.filter(name="Impasse des Lilas").exists()
    assert not any(hit.street == "Impasse des Lilas" for hit in search_addresses("impasse des lilas"))
    assert not Word.objects.filter(text="lilas").exists()
    assert not Spelling.objects.filter(word="lilas").exists()
    assert Address.objects.filter(street__commune__insee="01998").count() == 40


def test_a_file_from_which_most_is_missing_is_refused_unless_asked_for(tmp_path: Path) -> None:
    whole = [
        HEADER,
        *(
            line("01999", "Pontbourg", "0001", "Rue de la Paix", each, 4.88 + each / 9e3, 46.26)
            for each in range(1, 101)
        ),
    ]
    from_text(tmp_path, "\n".join(whole))
    before = snapshot()
    with pytest.raises(ImportRefused, match="80"):
        from_text(tmp_path, "\n".join(whole[:21]))
    assert snapshot() == before
    report = operations.import_addresses(SYSTEM, path=tmp_path / "file.csv", may_shrink=True)
    assert report.removed == 80


def test_moved_and_renamed_addresses_keep_their_row(bal: Path, tmp_path: Path) -> None:
    imported(bal)
    key = "01999_0006_00005"
    before = Address.objects.get(interop_key=key).pk
    text = "\n".join(town_lines()).replace("Impasse des Lilas", "Impasse des Mimosas")
    report = from_text(tmp_path, text)
    after = Address.objects.get(interop_key=key)
    assert (after.pk, after.street.name, report.changed) == (before, "Impasse des Mimosas", 8)
    assert search_addresses("impasse mimosas")[0].label == "Impasse des Mimosas"


@pytest.mark.parametrize(
    "encoded",
    [
        "\n".join(town_lines()).encode("utf-8-sig"),
        "\r\n".join(town_lines()).encode("cp1252"),
        "\n".join(town_lines()).encode("utf-16"),
        gzip.compress("\n".join(town_lines()).encode(), mtime=0),
        "\n".join(town_lines()).replace(";", ",").encode(),
        "\n".join(town_lines()).replace(";", "\t").encode(),
        "\n\n".join(town_lines()).encode() + b"\n\n",
    ],
    ids=["bom", "windows-1252 and CRLF", "utf-16", "gzip", "commas", "tabs", "empty lines"],
)
def test_every_encoding_gives_the_same_town(encoded: bytes, tmp_path: Path) -> None:
    report = from_text(tmp_path, encoded)
    assert report.kept == 336
    assert Street.objects.filter(name="Place de l’Église").exists()


def test_mixed_encodings_line_by_line(tmp_path: Path) -> None:
    lines = town_lines()
    mixed = b"\n".join(one.encode("cp1252" if number % 2 else "utf-8") for number, one in enumerate(lines))
    report = from_text(tmp_path, mixed)
    assert (report.kept, report.issue_counts["not_utf8"]) == (336, 1)
    assert Street.objects.get(normal="place de l eglise").name == "Place de l’Église"


WRONG = [
    ("01999_X_00001;01999;Pontbourg;;;;1;;;;;4.88;46.26;1", "no_street"),
    ("01999_X_00001;01999;Pontbourg;;Rue A;;douze;;;;;4.88;46.26;1", "bad_number"),
    ("01999_X_00001;01999;Pontbourg;;Rue A;;;;;;;4.88;46.26;1", "bad_number"),
    ("01999_X_00001;01999;Pontbourg;;Rue A;;1;;;;;;;1", "bad_position"),
    ("01999_X_00001;01999;Pontbourg;;Rue A;;1;;;;;0;0;1", "bad_position"),
    ("01999_X_00001;01999;Pontbourg;;Rue A;;1;;;;;4.88;146.26;1", "bad_position"),
    ("01999_X_00001;01999;Pontbourg;;Rue A;;1;;;;;nan;inf;1", "bad_position"),
    ("01999_X_00001;01999;Pontbourg;;Rue A;;1;;;;;2.35;48.85;1", "far_away"),
    ("XX_X_00001;Lyon;Pontbourg;;Rue A;;1;;;;;4.88;46.26;1", "bad_insee"),
    ("01999_0001_00001;01999;Pontbourg;;Rue de la Paix;;1;;entrée;;;4.88012;46.26;1", "duplicate"),
    ("court;01999", "no_street"),
]


@pytest.mark.parametrize(("wrong", "code"), WRONG)
def test_wrong_line_is_dropped_with_its_number_and_reason(wrong: str, code: str, tmp_path: Path) -> None:
    lines = [*town_lines(), wrong]
    report = from_text(tmp_path, "\n".join(lines))
    (issue,) = report.issues
    assert (issue.line, issue.code, issue.severity) == (len(lines), code, "dropped")
    assert issue.message
    assert (report.read, report.kept, report.dropped) == (337, 336, 1)


REPAIRED = [
    ("01999_X_00001;01999;Pontbourg;;Rue Neuve;;12bis;;;;;4.88;46.26;1", "number_split", (12, "bis")),
    ("01999_X_00001;01999;Pontbourg;;Rue Neuve;;12;;;;;46.26;4.88;1", "swapped", (12, "")),
    ("01999_X_00001;01999;Pontbourg;;Rue Neuve;;12;;;844000;6575000;;;1", "from_lambert", (12, "")),
    ("01999_X_00001;01999;Pontbourg;;Rue de lâ€™Abbaye Ã‰lisabeth;;12;;;;;4.88;46.26;1", "mojibake", (12, "")),
]


@pytest.mark.parametrize(("bad", "code", "number"), REPAIRED)
def test_repairable_line_is_kept_and_said(bad: str, code: str, number: tuple[int, str], tmp_path: Path) -> None:
    report = from_text(tmp_path, "\n".join([*town_lines(), bad]))
    assert [(issue.code, issue.severity) for issue in report.issues] == [(code, "repaired")]
    address = Address.objects.get(interop_key="01999_x_00001")
    assert (address.number, address.suffix) == number
    assert 4.8 < address.lon < 5.0
    assert 46.2 < address.lat < 46.4


def test_names_are_put_in_order(tmp_path: Path) -> None:
    names = ["RUE DE L'EGLISE", "rue  du   moulin", "AVENUE JEAN-JACQUES ROUSSEAU", "Quai d'Orsay"]
    lines = [
        HEADER,
        *(line("01999", "Pontbourg", f"{place}", name, 1, 4.88, 46.26) for place, name in enumerate(names)),
    ]
    from_text(tmp_path, "\n".join(lines))
    assert sorted(Street.objects.values_list("name", flat=True)) == [
        "Avenue Jean-Jacques Rousseau",
        "Quai d’Orsay",
        "Rue de l’Eglise",
        "Rue du moulin",
    ]


def test_quotes_never_swallow_the_next_lines(tmp_path: Path) -> None:
    lines = town_lines()
    lines.insert(5, '01999_X_00001;01999;Pontbourg;;Rue "du;;1;;;;;4.88;46.26;1')
    lines.insert(6, '01999_X_00002;01999;Pontbourg;;"Rue; du ""Lion"" d’Or";;1;;;;;4.88;46.26;1')
    report = from_text(tmp_path, "\n".join(lines))
    assert report.kept == 338
    assert Street.objects.filter(name='Rue; du "Lion" d’Or').exists()


def test_several_positions_of_one_address_keep_the_entrance(tmp_path: Path) -> None:
    lines = [HEADER]
    for kind, lon in (("segment", 4.1), ("entrée", 4.2), ("parcelle", 4.3)):
        lines.append(f"01999_0001_00001;01999;Pontbourg;;Rue A;;1;;{kind};;;{lon};46.26;1")
    report = from_text(tmp_path, "\n".join(lines))
    assert Address.objects.get().lon == 4.2
    assert (report.issues, report.issue_counts["other_position"]) == ([], 2)


def test_merged_communes_keep_their_two_church_streets(tmp_path: Path) -> None:
    lines = [HEADER]
    for place, former in enumerate(("Saint-Jean", "Saint-Paul")):
        lines.append(f"01999_000{place}_00001;01999;Valneuve;{former};Rue de l'Église;;1;;;;;4.{80 + place};46.26;1")
    from_text(tmp_path, "\n".join(lines))
    hits = search_addresses("rue de l eglise")
    assert [hit.hint for hit in hits] == ["Valneuve (Saint-Jean)", "Valneuve (Saint-Paul)"]
    assert search_addresses("rue eglise saint paul")[0].hint == "Valneuve (Saint-Paul)"


def test_national_file_with_other_headings(tmp_path: Path) -> None:
    text = (
        "id;id_fantoir;numero;rep;nom_voie;code_postal;code_insee;nom_commune;x;y;lon;lat\n"
        "01999_0001_00012_bis;01999_0001;12;bis;Rue de la Paix;1290;01999;Pontbourg;;;4.88;46.26\n"
    )
    from_text(tmp_path, text)
    hit = search_addresses("12 bis rue de la paix 01290")[0]
    assert (hit.label, hit.hint) == ("12 bis rue de la Paix", "01290 Pontbourg")


def test_missing_keys_are_made_and_stable(tmp_path: Path) -> None:
    lines = ["commune_insee;commune_nom;voie_nom;numero;long;lat", "01999;Pontbourg;Rue A;1;4.88;46.26"]
    first = from_text(tmp_path, "\n".join(lines))
    second = from_text(tmp_path, "\n".join(lines))
    assert (first.issue_counts["no_key"], first.added, second.added, second.removed) == (1, 1, 0, 0)


@pytest.mark.parametrize(
    "content",
    [b"", b"\n\n", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 10, b"nom;prenom\nDupont;Jean\n", HEADER.encode(), b"{}"],
    ids=["empty", "blank", "picture", "another table", "heading only", "json"],
)
def test_what_is_no_file_of_addresses_is_refused_and_changes_nothing(content: bytes, bal: Path, tmp_path: Path) -> None:
    imported(bal)
    before = snapshot()
    with pytest.raises(ImportRefused):
        from_text(tmp_path, content)
    assert snapshot() == before


def test_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused):
        imported(tmp_path / "nowhere.csv")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=300), lines=st.lists(st.text(max_size=80), max_size=6))
def test_no_content_breaks_the_import(content: bytes, lines: list[str], tmp_path: Path) -> None:
    """Whatever stands below a correct heading: a report or a refusal, never a crash."""
    rows = "\n".join([HEADER, *lines, line("01999", "Pontbourg", "0001", "Rue de la Paix", 1, 4.88, 46.26)])
    sane = transaction.atomic()
    with sane:
        try:
            report = from_text(tmp_path, rows.encode(errors="replace") + b"\n" + content)
            assert report.kept >= 1
        except ImportRefused:
            pass
        transaction.set_rollback(True)


def test_progress_moves_forward(bal: Path) -> None:
    seen: list[tuple[str, float]] = []
    operations.import_addresses(SYSTEM, path=bal, progress=lambda step, share: seen.append((step, share)))
    assert seen[-1] == ("index", 1.0)
    assert [share for step, share in seen if step == "read"] == sorted(share for step, share in seen if step == "read")
