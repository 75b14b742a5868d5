"""Fixtures that leave the house: texts of people masked, what matters kept, other documents left out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from connectors import read_documents
from connectors.edi.masking import masked_set
from connectors.files.masking import masked_rows
from connectors.ports import Raw, Reading
from domain.documents.sales_order import SalesOrder
from domain.masking import masked
from domain.profile import PartnerProfile
from tests.contract.readers.golden import SAMPLES, profile_of

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


@pytest.mark.parametrize("name", ["german_rows.csv", "head_and_line_records.csv"])
def test_each_document_of_a_table_reads_alone_as_it_did_but_for_its_texts(name: str) -> None:
    sample: Path = SAMPLES / "files" / name
    raw = Raw.of(sample.name, sample)
    profile = profile_of(sample, raw)
    read = orders(raw, profile)
    assert read
    for order in read:
        made = Raw.of(name, masked_rows(raw, profile, order.number, order.source_rows))
        (again,) = orders(made, profile)
        assert _codes(again) == _codes(order)


def _codes(order: SalesOrder) -> object:
    plain = json.loads(order.model_dump_json(exclude={"source_rows", "note"}))
    for party in (plain["customer"], plain["ship_to"] or {}):
        party.pop("name", None)
        party.pop("address", None)
    for line in plain["lines"]:
        line.pop("description")
    return plain
