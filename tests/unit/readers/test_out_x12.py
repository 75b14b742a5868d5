"""What we write as X12: byte for byte, read back by our own parser, and as the published definitions have it."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.edi.guide import X12, x12_elements
from connectors.edi.out_846 import write_inventory
from connectors.edi.out_855 import write_response
from connectors.formats.messages import Claims
from connectors.formats.x12 import segments
from connectors.formats.x12_sets import TransactionSet, X12Envelopes
from domain.answers import AddedSegment, X12Answers
from tests.published import x12_segment_order, x12_specification
from tests.unit.readers.answers_made import a_line, a_report, a_response, out, three_fates, with_substitutes

ENVELOPE = (
    "ISA*00*          *00*          *ZZ*LADING         *ZZ*GRANBY         *261103*0905*U*00401*000000017*0*P*>~\n"
    "GS*{functional}*LADING*GRANBY*20261103*0905*17*X*004010~\n"
    "ST*{kind}*0017~\n"
    "{body}"
    "SE*{count}*0017~\n"
    "GE*1*17~\n"
    "IEA*1*000000017~\n"
)
GOLDEN_855 = """\
BAK*00*AC*PO-1001*20261102****S00042*20261103~
CUR*SE*USD~
DTM*067*20261120~
N1*BY*Granby Stores*UL*0614141000012~
N1*ST*Granby Store 7*92*STORE-7~
PO1*1*12*EA*2.5**VP*BOLT-M8*BP*4711*UP*036000291452~
PID*F****Bolt M8, zinc~
ACK*IA*12*EA*067*20261120~
PO1*2*3*CA*2.5**VP*BOLT-M8*BP*4711*UP*036000291452~
PID*F****Bolt M8, zinc~
ACK*IQ*2*CA*067*20261120~
PO1*3*12*EA*2.5**BP*4711~
ACK*IR*12*EA~
N9*ZZ*SO-LINE-004~
MSG*Product 4712 is not known.~
CTT*3*27~
"""
GOLDEN_846 = """\
BIA*00*DD*20261103-abc*20261103*0905~
LIN*1*VP*BOLT-M8*UP*036000291452~
PID*F****Bolt M8~
QTY*33*120*EA~
QTY*29*40.5*EA~
DTM*018*20261120~
LIN*2*VP*NUT-M8*BP*4712~
QTY*33*0*CA~
CTT*2~
"""


def whole(kind: str, functional: str, body: str) -> str:
    return ENVELOPE.format(kind=kind, functional=functional, body=body, count=body.count("\n") + 2)


def read_back(content: bytes) -> tuple[list[TransactionSet], Claims]:
    claims = Claims(10_000)
    return list(X12Envelopes(claims).messages(segments(content.decode()))), claims


def tags(one: TransactionSet) -> list[str]:
    return [segment.tag for segment in one.segments]


def test_an_855_byte_for_byte() -> None:
    assert write_response(three_fates(), X12Answers(), out()).decode() == whole("855", "PR", GOLDEN_855)


def test_an_846_byte_for_byte() -> None:
    assert write_inventory(a_report(), {"Case of 12": "CA"}, X12Answers(), out()).decode() == whole(
        "846", "IB", GOLDEN_846
    )


def test_a_change_is_answered_by_an_865_that_names_it() -> None:
    lines = (
        a_line(1, action="change", quantity=Decimal(10), ordered=Decimal(10)),
        a_line(2, action="add"),
        a_line(3, action="delete", quantity=Decimal(0)),
    )
    response = a_response(*lines, answers="change", version="2")
    (one,), claims = read_back(write_response(response, X12Answers(), out()))
    assert claims.faults == []
    assert (one.kind, one.segments[1].elements[:6]) == ("865", ("00", "AD", "PO-1001", "", "2", "20261102"))
    assert [segment.elements[:3] for segment in one.segments if segment.tag == "POC"] == [
        ("1", "CA", "10"), ("2", "AI", "12"), ("3", "DI", "12"),
    ]  # fmt: skip


def test_a_product_that_stands_instead_or_is_offered_is_named_where_the_line_is_answered() -> None:
    (one,), _ = read_back(write_response(with_substitutes(), X12Answers(), out()))
    acks = [segment.elements for segment in one.segments if segment.tag == "ACK"]
    assert acks == [
        ("IS", "12", "EA", "067", "20261120", "", "VP", "BOLT-M8-2"), ("IR", "12", "EA", "", "", "", "VP", "BOLT-M8-2")
    ]  # fmt: skip
    assert {segment.at(7) for segment in one.segments if segment.tag == "PO1"} == {"BOLT-M8"}
    (bare,), _ = read_back(write_response(with_substitutes(), X12Answers(sku=""), out()))
    assert [len(segment.elements) for segment in bare.segments if segment.tag == "ACK"] == [5, 3]


def test_it_reads_back_whole_with_counts_and_controls_right() -> None:
    for content in (
        write_response(three_fates(), X12Answers(), out()),
        write_inventory(a_report(), {}, X12Answers(), out()),
    ):
        (one,), claims = read_back(content)
        assert one.closed
        assert claims.faults == []
        assert one.claimed_segments == str(one.count)
        assert one.envelope["isa_control"] == "000000017"


def test_a_partners_own_codes_segments_marks_and_units_are_data() -> None:
    spec = X12Answers(
        codes={"order.changed": "AT", "line.quantity": "IC"},
        reasons={"SO-LINE-004": "R2"},
        leave_out=("PID", "CUR"),
        add=(AddedSegment(kinds=("855",), after="BAK", elements=("REF", "VR", "12345")),),
        element="|",
        terminator="^",
        line_ends=False,
        version="005010",
        sku="VN",
        ship_to="",
    )
    content = write_response(three_fates(), spec, out(test=True)).decode()
    assert "\n" not in content
    (one,), _ = read_back(content.encode())
    assert one.envelope["usage"] == "T"
    assert one.envelope["version"] == "005010"
    assert tags(one)[:4] == ["ST", "BAK", "REF", "DTM"]
    assert not {"PID", "CUR"} & set(tags(one))
    assert [segment.at(1) for segment in one.segments if segment.tag == "ACK"] == ["IA", "IC", "R2"]
    assert one.segments[1].at(2) == "AT"
    assert [segment.at(1) for segment in one.segments if segment.tag == "N1"] == ["BY"]
    assert {segment.at(6) for segment in one.segments if segment.tag == "PO1"} == {"VN", "BP"}


NASTY = st.text(alphabet=st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Z", "Cc")), max_size=60)


@given(description=NASTY, number=st.text(alphabet="AB-0*~>:'\n", min_size=1, max_size=20))
def test_no_text_of_theirs_breaks_the_segments(description: str, number: str) -> None:
    response = a_response(a_line(description=description, partner_line=number))
    (one,), claims = read_back(write_response(response, X12Answers(), out()))
    assert claims.faults == []
    assert one.claimed_segments == str(one.count)
    assert [tag for tag in tags(one) if tag != "PID"] == [
        "ST", "BAK", "CUR", "DTM", "N1", "N1", "PO1", "ACK", "CTT", "SE",
    ]  # fmt: skip


@given(st.decimals(min_value=0, max_value=10**9, places=6))
def test_numbers_have_no_exponent_and_mean_the_same(value: Decimal) -> None:
    (one,), _ = read_back(write_response(a_response(a_line(quantity=value, price=value)), X12Answers(), out()))
    ack = next(segment for segment in one.segments if segment.tag == "ACK")
    assert Decimal(ack.at(2)) == value
    assert "E" not in ack.at(2).upper()


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("855", write_response(three_fates(), X12Answers(), out())),
        ("865", write_response(three_fates().model_copy(update={"answers": "change"}), X12Answers(), out())),
        ("846", write_inventory(a_report(), {}, X12Answers(), out())),
    ],
)
def test_segments_stand_as_the_published_set_has_them(kind: str, content: bytes) -> None:
    specification = x12_specification(kind)
    (one,), _ = read_back(content)
    assert x12_segment_order(specification, tags(one)[1:-1]) == []


def test_elements_are_as_long_as_the_guide_has_them() -> None:
    long = "x" * 200
    response = a_response(a_line(description=long, partner_line=long, sku=long, partner_sku=long), our_reference=long)
    (one,), _ = read_back(write_response(response, X12Answers(), out()))
    for segment in one.segments:
        for at, part in enumerate(x12_elements(segment.tag) if segment.tag in X12 else (), start=1):
            assert len(segment.at(at)) <= part.longest, f"{segment.tag}{at:02d}"


def test_the_same_answer_has_the_same_bytes() -> None:
    assert write_response(three_fates(), X12Answers(), out()) == write_response(three_fates(), X12Answers(), out())
    later = out(made_at=datetime(2026, 11, 3, 9, 6, tzinfo=UTC))
    assert write_response(three_fates(), X12Answers(), out()) != write_response(three_fates(), X12Answers(), later)
