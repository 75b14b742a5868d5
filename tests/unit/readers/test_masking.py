"""Fixtures that leave the house: texts of people masked, what matters kept, other documents left out."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import polars as pl
import pytest

from connectors import read_documents
from connectors.edi.masking import masked_set
from connectors.masking import masked_delivery
from connectors.ports import Raw, Reading
from domain.documents.sales_order import SalesOrder
from domain.masking import masked
from domain.profile import PartnerProfile
from tests.contract.readers.golden import profile_of, read_sample, samples
from tests.unit.readers.made import a_profile

SEGMENTS = (
    "ISA*00*          *00*          *ZZ*BUYER          *ZZ*SELLER         *261101*1200*U*00401*000000001*0*P*>~",
    "GS*PO*BUYER*SELLER*20261101*1200*1*X*004010~",
    "ST*850*0001~",
    "BEG*00*SA*PO-77**20261101~",
    "PER*BD*Wanda Quist*TE*4940123456*EM*wanda@example.org~",
    "N1*BY*Quist Foods*92*STORE-1~",
    "N3*12 Elm Road~",
    "N4*Erie*PA*16501*US~",
    "MSG*Ring twice, ask for Wanda~",
    "PO1*1*5*EA*2.50**VP*BOLT-M8~",
    "PID*F****Bolt for Wanda~",
    "CTT*1~",
    "SE*11*0001~",
    "ST*850*0002~",
    "BEG*00*SA*PO-78**20261101~",
    "N1*BY*Other*92*STORE-2~",
    "PO1*1*1*EA*2.50**VP*BOLT-M8~",
    "CTT*1~",
    "SE*6*0002~",
    "GE*2*1~",
    "IEA*1*000000001~",
)
PEOPLE = ("Wanda", "Quist", "Elm", "Erie", "16501", "4940123456", "example", "Ring")


def orders(raw: Raw, profile: PartnerProfile) -> list[SalesOrder]:
    read = [one.document for one in read_documents(raw, profile) if isinstance(one, Reading)]
    return [one for one in read if one is not None]


def test_length_and_shape_stay() -> None:
    assert masked("Wanda Quist, 12 Elm Rd. +49-40 Ä1") == "Xxxxx Xxxxx, 99 Xxx Xx. +99-99 X9"


def test_one_set_of_an_interchange_is_kept_with_its_envelope_and_without_people() -> None:
    profile = PartnerProfile.model_validate(
        {
            "partner": "p",
            "source_id": "p",
            "channel": "p",
            "format": "x12",
            "currency": "USD",
            "transport": {"inbox": "p"},
        }
    )
    raw = Raw.of("orders.edi", "\n".join(SEGMENTS).encode())
    first = orders(raw, profile)[0]
    made = masked_set(raw.read(), first.source_rows)
    assert not [word for word in (*PEOPLE, "PO-78") if word.encode() in made]
    (again,) = orders(Raw.of("case.edi", made), profile)
    assert (again.number, again.customer.code, again.ordered_at) == ("PO-77", "STORE-1", first.ordered_at)
    assert [(one.sku, one.quantity, one.unit_price) for one in again.lines] == [
        (one.sku, one.quantity, one.unit_price) for one in first.lines
    ]
    assert again.customer.name == masked("Quist Foods")


def _with_orders() -> list[Path]:
    """The readers' own samples out of which an order comes; a change is no case (``lading exceptions export-case``)."""
    kinds = {one: [(part.get("document") or {}).get("type") for part in read_sample(one)] for one in samples()}
    return [one for one, found in kinds.items() if "sales_order" in found]


@pytest.mark.parametrize("sample", _with_orders(), ids=lambda sample: sample.name)
def test_each_document_of_each_format_reads_alone_as_it_did_but_for_its_texts(sample: Path) -> None:
    raw = Raw.of(sample.name, sample)
    profile = profile_of(sample, raw)
    read = orders(raw, profile)
    assert read
    for order in read:
        suffix, made = masked_delivery(raw, profile, order.number, order.source_rows)
        again = orders(Raw.of(f"delivery.{suffix}", made), profile)
        assert [one.number for one in again] == [order.number]
        assert _codes(again[0]) == _codes(order)
        for text in _texts(order):
            assert text.encode() not in made


def _texts(order: SalesOrder) -> list[str]:
    """What says who somebody is: long enough that it is in no code by accident."""
    parties = [one for one in (order.customer, order.ship_to) if one is not None]
    found = [order.note, *(one.name for one in parties), *(line for one in parties for line in one.address)]
    return [one for one in found if len(one) > 6 and masked(one) != one]


def _codes(order: SalesOrder) -> object:
    plain = json.loads(order.model_dump_json(exclude={"source_rows", "note"}))
    for party in (plain["customer"], plain["ship_to"] or {}):
        party.pop("name", None)
        party.pop("address", None)
    for line in plain["lines"]:
        line.pop("description")
    return plain


WIDE_TEXT = (
    "Order;Shop;Owner;Style;Size;;Price\n;;;;S;M;\nB1;C-1;Wanda Quist;TEE;3;4;8,50\nB2;C-2;Elm Road;CAP;5;;9,00\n"
)
WIDE: dict[str, object] = {
    "delimiter": ";",
    "decimal": ",",
    "header_rows": 2,
    "wide": {"columns": ["S", "M"], "item": "{Style}-{size}"},
    "columns": {
        "number": "Order",
        "customer.code": "Shop",
        "line.sku": "item",
        "line.quantity": "quantity",
        "line.unit_price": "Price",
    },
}
PAIR: dict[str, object] = {
    "layout": "two_files",
    "head": {"pattern": "*_head.csv", "line_pattern": "*_lines.csv", "join": "No"},
    "columns": {"number": "Order", "customer.code": "Shop", "line.sku": "Item", "line.quantity": "Qty"},
}


def _alone(raw: Raw, profile: PartnerProfile) -> list[bytes]:
    """Each document by itself: the bytes, read as before and without people."""
    made = []
    for order in orders(raw, profile):
        suffix, alone = masked_delivery(raw, profile, order.number, order.source_rows)
        (again,) = orders(Raw.of(f"delivery.{suffix}", alone), profile)
        assert _codes(again) == _codes(order)
        made.append(alone)
    return made


def test_a_table_with_sizes_keeps_its_quantities_and_both_rows_of_its_heading() -> None:
    first, second = _alone(Raw.of("o.csv", WIDE_TEXT.encode()), a_profile(mapping=WIDE))
    assert b"Wanda" not in first
    assert b"B2" not in first
    assert b"Elm" not in second


def test_a_pair_of_files_stays_a_pair_with_one_document() -> None:
    heads = b"Order,Shop,Contact\nB1,C-1,Wanda Quist\nB2,C-2,Elm Road\n"
    lines = b"No,Item,Qty,Remark\nB1,TEE,3,for Wanda\nB2,CAP,4,ring twice\nB1,CAP,1,none\n"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a_head.csv", heads)
        archive.writestr("a_lines.csv", lines)
    second, first = _alone(Raw.of("a.pair.zip", out.getvalue()), a_profile(mapping=PAIR))
    shown = _members(first)
    assert not [word for word in ("Wanda", "B2", "Elm", "ring") if word in "".join(shown.values())]
    assert sorted(shown) == ["case_head.csv", "case_lines.csv"]
    assert "B2" in _members(second)["case_lines.csv"]


def _members(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_a_parquet_file_keeps_the_types_of_its_columns() -> None:
    out = io.BytesIO()
    pl.DataFrame(
        {"Order": ["B1", "B2"], "Shop": ["C-1", "C-2"], "Item": ["A", "B"], "Qty": [3, 4], "Owner": ["Wanda", "Elm"],
         "Phone": [4940123456, 1]}
    ).write_parquet(out)  # fmt: skip
    mapping = {"columns": {"number": "Order", "customer.code": "Shop", "line.sku": "Item", "line.quantity": "Qty"}}
    first, _ = _alone(Raw.of("o.parquet", out.getvalue()), a_profile("parquet", mapping=mapping))
    shown = pl.read_parquet(io.BytesIO(first))
    assert shown.rows() == [("B1", "C-1", "A", 3, "Xxxxx", None)]
    assert shown.schema["Phone"] == pl.Int64


def test_of_json_documents_in_one_list_only_the_wanted_one_is_kept() -> None:
    one = {"no": "B1", "shop": "C-1", "contact": {"name": "Wanda"}, "lines": [{"sku": "A", "qty": 2.50, "text": "Elm"}]}
    two = {"no": "B2", "shop": "C-2", "contact": {"name": "Quist"}, "lines": [{"sku": "B", "qty": 1, "text": "Erie"}]}
    columns = {"number": "orders.no", "customer.code": "orders.shop", "line.sku": "orders.lines.sku"}
    profile = a_profile("json", mapping={"columns": {**columns, "line.quantity": "orders.lines.qty"}})
    first, _ = _alone(Raw.of("o.json", json.dumps({"orders": [one, two]}).encode()), profile)
    assert not [word for word in (b"Wanda", b"Elm", b"B2", b"Quist") if word in first]


def test_a_document_of_an_archive_is_taken_out_of_its_file() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, number in (("a.csv", "B1"), ("b.csv", "B2")):
            archive.writestr(
                name, f"Order,Date,Customer,Item,Text,Qty,Unit,Price\n{number},2026-01-02,K,A,Wanda,1,EA,1\n"
            )
    _, second = _alone(Raw.of("both.zip", out.getvalue()), a_profile())
    assert second.startswith(b"Order,")
    assert b"B1" not in second
