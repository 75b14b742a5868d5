"""Tables of shapes never seen: what ``inspect`` proposes reads them as a person would, whatever stands round the lines."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from connectors.inspect import inspect_file
from connectors.inspect_many import files_of, inspect_files
from domain.profile import PartnerProfile
from tests.unit.readers.made import a_profile

POLISH = """\
Zamówienia hurtowe Brzoza sp. z o.o.;;;;;;;;
Wydruk z dnia 21.11.2026;;;;;;;;

Nr zamówienia;Data zamówienia;Kod klienta;Indeks towaru;Nazwa towaru;Ilość;J.m.;Cena netto;Wartość netto
ZH/1;9.11.2026;C-1;A-1;Łyżeczka;1 200;szt.;40,66 zł;48 792,00 zł
ZH/1;9.11.2026;C-1;A-2;Papier ksero;10;szt.;26,31 zł;263,10 zł
ZH/2;12.11.2026;C-2;A-3;Czyściwo;2,5;szt.;65,69 zł;164,23 zł
Razem;;;;;;;;49 219,33 zł
"""
FRENCH = """\
Commande;Du;Magasin;Modèle;Coloris;;;Pointures;;;P.U. HT;Total paires
;;;;;36;37;38;39;40;;
CD-77;20/11/2026;C-1;TREK;NOIR;;2;4;4;1;59,90;11
CD-77;20/11/2026;C-1;TREK;SABLE;1;;;2;-;59,90;3
CD-78;20/11/2026;C-2;VILLE;NOIR;;;6;;2;74,50;8
TOTAL;;;;;1;2;10;6;3;;22
"""
HEADS = """\
Beleg;Belegdatum;Kundennummer;Ihre Kommission;Nettowert
KS-1;21.11.26;C-1;Fest am See;1.052,30
KS-2;21.11.26;C-2;;292,60
"""
LINES = """\
BelegNr;Pos;ArtNr;Bez.;Anz.;ME;EP
KS-1;10;A-1;Stift;10;Stk;29,26
KS-1;20;A-2;Desinfektion;31;Stk;24,50
KS-2;10;A-1;Stift;10;Stk;29,26
"""


def written(folder: Path, **files: str | bytes) -> list[Path]:
    """The files, in this order."""
    paths = []
    for name, text in files.items():
        path = folder / f"{name}.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        paths.append(path)
    return paths


def confirmed(answer: dict[str, Any], **changes: object) -> PartnerProfile:
    """What is proposed, taken as it is."""
    assert answer["verdict"] == "refused"
    assert answer["proposal"]["missing"] == []
    return a_profile("csv", mapping=answer["proposal"]["mapping"], **changes)


def lines(answer: dict[str, Any]) -> dict[str, list[tuple[str, str, str]]]:
    """Code, quantity and price of each line, by document."""
    return {
        one["number"]: [
            (line["sku"] or line["partner_sku"], line["quantity"], line["unit_price"]) for line in one["lines"]
        ]
        for one in answer["documents"]
    }


@pytest.mark.parametrize("encoding", ["utf-8", "cp1250", "iso-8859-2"])
def test_titles_above_totals_below_currency_signs_and_an_encoding_are_seen(tmp_path: Path, encoding: str) -> None:
    (path,) = written(tmp_path, zamowienia=POLISH.encode(encoding))
    profile = confirmed(inspect_file(path))
    assert profile.mapping is not None
    assert (profile.mapping.skip_rows, profile.mapping.leave_out, profile.mapping.marks) == (3, ("Razem",), ("zł",))
    read = inspect_file(path, [profile])
    assert lines(read) == {
        "ZH/1": [("A-1", "1200", "40.66"), ("A-2", "10", "26.31")],
        "ZH/2": [("A-3", "2.5", "65.69")],
    }
    assert "Łyżeczka" in str(read["documents"])


def test_sizes_under_one_word_become_a_wide_section_and_their_sum_is_no_money(tmp_path: Path) -> None:
    (path,) = written(tmp_path, chaussures=FRENCH)
    answer = inspect_file(path)
    profile = confirmed(answer)
    assert profile.mapping is not None
    assert profile.mapping.wide is not None
    assert profile.mapping.wide.columns == ("36", "37", "38", "39", "40")
    assert "stated_total" not in profile.mapping.columns
    assert lines(inspect_file(path, [profile])) == {
        "CD-77": [
            *[(f"TREK-NOIR-{size}", quantity, "59.9") for size, quantity in (("37", "2"), ("38", "4"), ("39", "4"))],
            *[("TREK-NOIR-40", "1", "59.9"), ("TREK-SABLE-36", "1", "59.9"), ("TREK-SABLE-39", "2", "59.9")],
        ],
        "CD-78": [("VILLE-NOIR-38", "6", "74.5"), ("VILLE-NOIR-40", "2", "74.5")],
    }


def test_headings_with_a_word_before_the_size_are_labelled_by_the_size(tmp_path: Path) -> None:
    text = "Order;Style;Gr. 38;Gr. 40;Price\nB1;TEE;2;;8,00\nB2;CAP;;3;9,00\n"
    (path,) = written(tmp_path, sizes=text)
    proposal: Any = inspect_file(path)["proposal"]
    assert proposal["mapping"]["wide"]["labels"] == {"Gr. 38": "38", "Gr. 40": "40"}
    read = inspect_file(path, [confirmed(inspect_file(path))])
    assert lines(read) == {"B1": [("TEE-38", "2", "8")], "B2": [("CAP-40", "3", "9")]}


def test_a_table_with_a_quantity_beside_other_counts_is_not_wide(tmp_path: Path) -> None:
    text = "Order,Item,Qty,L,M,Price\nB1,A,5,10,20,1.00\nB2,B,6,11,21,1.00\n"
    (path,) = written(tmp_path, plain=text)
    proposal: Any = inspect_file(path)["proposal"]
    assert "wide" not in proposal["mapping"]
    assert proposal["mapping"]["columns"]["line.quantity"] == "Qty"


@pytest.mark.parametrize("backwards", [False, True])
def test_heads_and_lines_in_two_files_are_joined_by_the_numbers_that_both_hold(
    tmp_path: Path, *, backwards: bool
) -> None:
    paths = written(tmp_path, KOPF_20261121=HEADS, POS_20261121=LINES)
    answer = inspect_files(paths[::-1] if backwards else paths)
    profile = confirmed(answer)
    assert profile.mapping is not None
    head = profile.mapping.head
    assert (head.pattern, head.line_pattern, head.join) == ("KOPF_*.csv", "POS_*.csv", "BelegNr")
    read = inspect_files(files_of([tmp_path]), [profile])
    assert (read["verdict"], read["profile"]) == ("read", "acme")
    assert lines(read) == {
        "KS-1": [("A-1", "10", "29.26"), ("A-2", "31", "24.5")],
        "KS-2": [("A-1", "10", "29.26")],
    }
    assert [one["stated_total"] for one in read["documents"]] == ["1052.3", "292.6"]  # type: ignore[attr-defined]


def test_one_half_alone_is_told_of_its_profile_and_its_other_half(tmp_path: Path) -> None:
    paths = written(tmp_path, KOPF_1=HEADS, POS_1=LINES)
    profile = confirmed(inspect_files(paths))
    for path, missing in ((paths[0], "line"), (paths[1], "head")):
        answer: Any = inspect_file(path, [profile])
        assert (answer["profile"], answer["finding_counts"]) == ("acme", {"FI-FILE-009": 1})
        assert f"no {missing} file" in answer["findings"][0]["message"]


def test_files_that_do_not_belong_together_are_told_one_by_one(tmp_path: Path) -> None:
    paths = written(tmp_path, a=HEADS, b=POLISH)
    answer: Any = inspect_files(paths)
    assert [one["file"] for one in answer["files"]] == ["a.csv", "b.csv"]
    assert answer["verdict"] == "refused"


def test_a_profile_that_nearly_fits_is_named_with_what_the_file_lacks(tmp_path: Path) -> None:
    (path,) = written(tmp_path, o="Order,Date,Customer,Item,Text,Count,Unit,Price\nB1,2026-01-02,K,A,T,1,EA,1\n")
    answer: Any = inspect_file(path, [a_profile()])
    assert "acme comes nearest, but the file has no column for line.quantity (Qty)" in answer["findings"][0]["message"]
    read = inspect_file(path, only=a_profile())
    assert read["finding_counts"] == {"FI-FILE-003": 1}


def test_a_heading_in_the_middle_and_a_total_are_left_out_and_rows_keep_their_numbers(tmp_path: Path) -> None:
    text = "Order,Item,Qty\nB1,A,1\nOrder,Item,Qty\nB1,B,many\nSum,,3\n"
    (path,) = written(tmp_path, o=text)
    profile = a_profile(
        mapping={
            "columns": {"number": "Order", "line.partner_sku": "Item", "line.quantity": "Qty"},
            "leave_out": ["order", "SUM"],
        }
    )
    answer: Any = inspect_file(path, only=profile)
    assert answer["counts"]["documents"] + answer["counts"]["unreadable"] == 1
    assert "row 4" in str(answer["findings"])
