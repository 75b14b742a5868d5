"""Any file is told of: what it is, what comes out of it, and why it is refused."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.inspect import inspect_file
from connectors.ports import Raw
from domain.profile import PartnerProfile
from tests.contract.readers.golden import SAMPLES, profile_of
from tests.unit.readers.made import COLUMNS, HEADING, a_profile
from tests.unit.readers.x12_made import HEAD, an_850, interchange

ROWS = "B1,2026-01-02,K1,A1,Bolt,2,EA,1.5\nB1,2026-01-02,K1,A1,Bolt,2,EA,1.5\nB2,2026-01-02,,A2,Nut,-1,EA,2\n"


def inspected(
    tmp_path: Path, content: bytes | str, name: str, profiles: list[PartnerProfile] | None = None
) -> dict[str, object]:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    answer = inspect_file(path, profiles or [])
    json.dumps(answer)
    return answer


def test_a_purchase_order_is_read_without_a_partner(tmp_path: Path) -> None:
    answer = inspected(tmp_path, interchange(an_850()), "po.txt")
    assert (answer["verdict"], answer["format"], answer["version"]) == ("read", "x12", "004010")
    assert answer["counts"] == {"documents": 1, "unreadable": 0, "lines": 2, "quantity": "15", "total": {"USD": "60"}}
    parties = answer["parties"]
    assert isinstance(parties, list)
    assert [(party["role"], party["name"]) for party in parties] == [
        ("customer", "Granby Stores"),
        ("ship_to", "Granby Store 7"),
    ]
    documents = answer["documents"]
    assert isinstance(documents, list)
    assert documents[0]["lines"][0]["gtin"] == "036000291452"
    envelope = answer["envelope"]
    assert isinstance(envelope, dict)
    assert envelope["sender"] == "GRANBY"


def test_what_rules_say_without_master_data_is_among_the_findings(tmp_path: Path) -> None:
    wrong = [line.replace("036000291452", "036000291453") for line in an_850([HEAD[0], *HEAD[2:3]])]
    answer = inspected(tmp_path, interchange(wrong), "po.txt")
    counts = answer["finding_counts"]
    assert isinstance(counts, dict)
    assert {"SO-PARTY-001", "SO-LINE-005"} <= set(counts)
    assert not {"SO-LINE-002", "SO-PARTY-002", "SO-LINE-004"} & set(counts)


def test_another_set_is_refused_by_its_name(tmp_path: Path) -> None:
    answer = inspected(tmp_path, interchange(["ST*856*1", "BSN*00*1", "SE*3*1"]), "asn.txt")
    assert (answer["verdict"], answer["finding_counts"]) == ("refused", {"ED-SET-001": 1})


def test_a_table_is_read_by_the_profile_that_fits_it_best(tmp_path: Path) -> None:
    strange = a_profile(channel="strange", source_id="s", mapping={"columns": {**COLUMNS, "number": "OrderId"}})
    commas = a_profile(channel="commas", source_id="c", mapping={"decimal": ",", "thousands": "."})
    right = a_profile(channel="right", source_id="r")
    answer = inspected(tmp_path, HEADING + ROWS, "o.csv", [strange, commas, right])
    assert (answer["verdict"], answer["profile"]) == ("read", "right")
    assert answer["counts"] == {"documents": 2, "unreadable": 0, "lines": 3, "quantity": "3", "total": {"EUR": "4"}}
    counts = answer["finding_counts"]
    assert isinstance(counts, dict)
    assert {"SO-PARTY-001", "SO-RET-001"} <= set(counts)


def test_a_profiles_columns_fit_whether_the_table_is_csv_or_parquet(tmp_path: Path) -> None:
    path = tmp_path / "o.parquet"
    pl.read_csv(io.StringIO(HEADING + ROWS)).write_parquet(path)
    answer = inspect_file(path, [a_profile("csv")])
    assert (answer["verdict"], answer["format"], answer["profile"]) == ("read", "parquet", "acme")


@pytest.mark.parametrize(
    ("heading", "delimiter"),
    [
        ("Order No,Order Date,Customer No,SKU,Description,Qty,UOM,Unit Price", ","),
        ("Bestellnummer;Bestelldatum;Kundennr;Artikelnummer;Bezeichnung;Menge;Einheit;Einzelpreis", ";"),
        ("N° commande;Date commande;Code client;Référence;Désignation;Quantité;Unité;Prix unitaire", ";"),
        ("Número de pedido;Fecha;Cliente;Código;Descripción;Cantidad;Unidad;Precio", ";"),
        ("Nr zamówienia;Data zamówienia;Klient;Indeks;Nazwa;Ilość;Jednostka;Cena", ";"),
        ("Bestelnummer\tDatum\tKlantnummer\tArtikel\tOmschrijving\tAantal\tEenheid\tPrijs", "\t"),
        ("Ordine|Data|Cliente|Codice articolo|Descrizione|Quantità|Unità|Prezzo", "|"),
    ],
)
def test_a_mapping_is_proposed_in_many_languages_and_reads_the_file_once_confirmed(
    tmp_path: Path, heading: str, delimiter: str
) -> None:
    decimal = "." if delimiter == "," else ","
    cells = [("B1", "02.11.2026", "K1", "A-1", "Bolt", f"1{decimal}5", "EA", f"12{decimal}50")] * 3
    text = heading + "\n" + "\n".join(delimiter.join(row) for row in cells) + "\n"
    answer = inspected(tmp_path, text, "o.csv", [a_profile()])
    assert (answer["verdict"], answer["finding_counts"]) == ("refused", {"FI-FILE-006": 1})
    proposal = answer["proposal"]
    assert isinstance(proposal, dict)
    assert proposal["missing"] == []
    confirmed = a_profile(mapping=proposal["mapping"])
    again = inspect_file(tmp_path / "o.csv", [confirmed])
    assert again["verdict"] == "read"
    documents = again["documents"]
    assert isinstance(documents, list)
    line = documents[0]["lines"][0]
    assert (line["partner_sku"], line["quantity"], line["unit_price"], line["unit"]) == ("A-1", "1.5", "12.5", "EA")
    assert documents[0]["ordered_at"].startswith("2026-11-02")


def test_what_a_heading_does_not_say_is_seen_from_the_values(tmp_path: Path) -> None:
    text = "PO,x1,x2,x3,Qty\n" + "1,4006381333931,EUR,2026-01-02,3\n" * 3
    proposal = inspected(tmp_path, text, "o.csv")["proposal"]
    assert isinstance(proposal, dict)
    columns = proposal["mapping"]["columns"]
    assert columns == {"number": "PO", "line.quantity": "Qty", "line.gtin": "x1", "currency": "x2", "ordered_at": "x3"}
    assert proposal["missing"] == []


def test_a_table_without_quantities_names_what_is_missing(tmp_path: Path) -> None:
    answer = inspected(tmp_path, "Item,Colour\nA1,red\nA2,blue\n", "o.csv")
    proposal = answer["proposal"]
    assert isinstance(proposal, dict)
    assert proposal["missing"] == ["number", "line.quantity"]
    findings = answer["findings"]
    assert isinstance(findings, list)
    assert "number, line.quantity" in findings[0]["message"]


def a_zip(name: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, "x")
    return out.getvalue()


UBL = '<?xml version="1.0"?><Order xmlns="urn:oasis:names:specification:ubl:schema:xsd:Order-2"><cbc:UBLVersionID>2.1</cbc:UBLVersionID></Order>'


@pytest.mark.parametrize(
    ("content", "form", "codes"),
    [
        (UBL.encode(), "ubl", {"UB-XML-001": 1, "UB-HEAD-001": 1, "UB-DOC-003": 1}),
        (b'{"orders": [1, 2]}', "json", {"FI-FILE-005": 1}),
        (b'[{"a": 1}, {"a": 2}]', "json", {"FI-FILE-005": 1}),
        (a_zip("xl/workbook.xml"), "xlsx", {"FI-FILE-001": 1}),
        (a_zip("orders.csv"), "unknown", {"FI-FILE-001": 1}),
        (b"%PDF-1.7 ...", "PDF", {"FI-FILE-005": 1}),
        (b"\x1f\x8b\x08\x00", "GZIP", {"AR-FILE-006": 1}),
        (b"<html><body>503, try later</body></html>", "HTML", {"FI-FILE-005": 1}),
        (b":20:START\n:25:123/456\n:28C:1/1\n", "MT940", {"FI-FILE-005": 1}),
        (b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "a"><!ENTITY b "&a;">]><x>&b;</x>', "XML", {"FI-FILE-005": 1}),
    ],
)
def test_what_holds_no_order_is_refused_by_its_name(
    tmp_path: Path, content: bytes, form: str, codes: dict[str, int]
) -> None:
    answer = inspected(tmp_path, content, "file.bin", [a_profile()])
    assert (answer["verdict"], answer["format"]) == ("refused", form)
    assert answer["finding_counts"] == codes


def test_a_table_in_an_archive_is_read_by_the_profile_that_fits(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a/orders.csv", HEADING + "A-1,2026-01-05,C-1,X,Text,2,EA,3\n")
        archive.writestr("notes.pdf", b"%PDF-1.7")
    answer = inspected(tmp_path, out.getvalue(), "out.zip", [a_profile()])
    assert (answer["verdict"], answer["format"], answer["profile"]) == ("read", "csv", "acme")
    counts, found = answer["counts"], answer["finding_counts"]
    assert isinstance(counts, dict)
    assert isinstance(found, dict)
    assert (counts["documents"], found["FI-FILE-005"]) == (1, 1)


@pytest.mark.parametrize("name", ["sheet_orders.xlsx", "fixed_records.dat", "nested_orders.json"])
def test_a_table_of_each_format_is_told_by_its_profile_and_proposed_without(tmp_path: Path, name: str) -> None:
    sample = SAMPLES / "files" / name
    profile = profile_of(sample, Raw.of(name, sample))
    known = inspect_file(sample, [a_profile(), profile])
    assert (known["verdict"], known["profile"]) == ("read", profile.channel)
    unknown = inspect_file(sample, [a_profile()])
    assert unknown["verdict"] == "refused"
    proposed = unknown["proposal"]
    assert isinstance(proposed, dict)
    assert proposed["format"] == profile.format


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\n\n", b"just one line of text", b"\x00\x01\x02" * 100])
def test_what_has_no_format_is_refused_with_a_finding(tmp_path: Path, content: bytes) -> None:
    answer = inspected(tmp_path, content, "file.bin", [a_profile()])
    assert (answer["verdict"], answer["finding_counts"]) == ("refused", {"FI-FILE-001": 1})


def test_a_missing_file_is_refused_with_a_finding(tmp_path: Path) -> None:
    answer = inspect_file(tmp_path / "none.csv")
    assert answer["verdict"] == "refused"
    assert answer["finding_counts"] == {"FI-FILE-001": 1}


def test_a_long_file_shows_some_documents_and_counts_them_all(tmp_path: Path) -> None:
    text = HEADING + "".join(f"B{n},2026-01-02,K1,A1,Bolt,1,EA,1\n" for n in range(500))
    path = tmp_path / "o.csv"
    path.write_text(text)
    answer = inspect_file(path, [a_profile()], limit=3)
    documents, counts = answer["documents"], answer["counts"]
    assert isinstance(documents, list)
    assert isinstance(counts, dict)
    assert (len(documents), counts["documents"]) == (3, 500)


beginnings = st.sampled_from(
    [b"", b"ISA*00*", b"PAR1", b"UNB+", b"<", b"{", b"PK\x03\x04", HEADING.encode(), b"\xff\xfe", b"ST*850*1~BEG*"]
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(beginnings, st.binary(max_size=300) | st.text(",;\n\"'*~ab12.-é", max_size=300).map(str.encode))
def test_no_bytes_make_it_crash(tmp_path: Path, beginning: bytes, rest: bytes) -> None:
    answer = inspected(tmp_path, beginning + rest, "x", [a_profile(), a_profile("parquet", channel="p", source_id="p")])
    assert answer["verdict"] in {"read", "refused"}
    assert answer["verdict"] == "read" or answer["findings"]
