"""What we write as EDIFACT: byte for byte, read back by our own parser, and as the published directory has it."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.edi.out_invrpt import write_inventory
from connectors.edi.out_ordrsp import write_response
from connectors.formats.edifact import Segments
from connectors.formats.edifact_messages import EdifactEnvelopes, EdifactMessage
from connectors.formats.edifact_text import decoded
from connectors.formats.messages import Claims
from domain.answers import AddedSegment, EdifactAnswers
from domain.documents.envelope import PartyReference
from domain.documents.outgoing import Address, Outgoing
from tests.published import edifact_message, edifact_order
from tests.unit.readers.answers_made import a_line, a_report, a_response, out, three_fates, with_substitutes

OURS, THEIRS = Address(id="4012345500004", qualifier="14"), Address(id="4006381000017", qualifier="14")
ENVELOPE = (
    "UNA:+.? '\n"
    "UNB+UNOC:3+4012345500004:14+4006381000017:14+261103:0905+17'\n"
    "UNH+17+{kind}:D:96A:UN'\n"
    "{body}"
    "UNT+{count}+17'\n"
    "UNZ+1+17'\n"
)
GOLDEN_ORDRSP = """\
BGM+231+S00042+4'
DTM+137:202611030905:203'
DTM+69:20261120:102'
RFF+ON:PO-1001'
DTM+4:20261102:102'
NAD+BY+0614141000012::9'
NAD+SU+4012345500004::9'
NAD+DP+STORE-7::92'
CUX+2:USD:9'
LIN+1+5+036000291452:SRV'
PIA+1+BOLT-M8:SA+4711:IN'
IMD+F++:::Bolt M8, zinc'
QTY+21:12:EA'
QTY+113:12:EA'
DTM+69:20261120:102'
PRI+AAA:2.5'
LIN+2+3+036000291452:SRV'
PIA+1+BOLT-M8:SA+4711:IN'
IMD+F++:::Bolt M8, zinc'
QTY+21:3:CA'
QTY+113:2:CA'
DTM+69:20261120:102'
PRI+AAA:2.5'
LIN+3+7'
PIA+1+4711:IN'
QTY+21:12:EA'
FTX+AAI+++SO-LINE-004 Product 4712 is not known.'
PRI+AAA:2.5'
UNS+S'
CNT+2:3'
"""
GOLDEN_INVRPT = """\
BGM+35+20261103-abc+9'
DTM+137:202611030905:203'
DTM+366:202611030905:203'
NAD+SU+4012345500004::9'
LIN+1++036000291452:SRV'
PIA+1+BOLT-M8:SA'
IMD+F++:::Bolt M8'
QTY+145:120:PCE'
QTY+113:40.5:PCE'
DTM+44:20261120:102'
LIN+2'
PIA+1+NUT-M8:SA+4712:IN'
QTY+145:0:CT'
"""


def envelope(**changes: bool) -> Outgoing:
    return out(ours=OURS, theirs=THEIRS, **changes)


def whole(kind: str, body: str) -> str:
    return ENVELOPE.format(kind=kind, body=body, count=body.count("\n") + 2)


def read_back(content: bytes) -> tuple[list[EdifactMessage], Claims]:
    claims = Claims(10_000)
    return list(EdifactEnvelopes(claims).messages(iter(Segments(decoded(content).text)))), claims


def tags(one: EdifactMessage) -> list[str]:
    return [segment.tag for segment in one.segments]


def test_an_ordrsp_byte_for_byte() -> None:
    assert write_response(three_fates(), EdifactAnswers(), envelope()).decode() == whole("ORDRSP", GOLDEN_ORDRSP)


def test_an_invrpt_byte_for_byte() -> None:
    written = write_inventory(a_report(), {"Case of 12": "CT"}, EdifactAnswers(), envelope())
    assert written.decode() == whole("INVRPT", GOLDEN_INVRPT)


def test_a_product_that_stands_instead_or_is_offered_is_named_with_the_line() -> None:
    (one,), _ = read_back(write_response(with_substitutes(), EdifactAnswers(), envelope()))
    named = [(segment.at(1), segment.element(2)) for segment in one.segments if segment.tag == "PIA"]
    assert [one for one in named if one[0] != "1"] == [("3", ("BOLT-M8-2", "SA")), ("2", ("BOLT-M8-2", "SA"))]
    assert [segment.at(2) for segment in one.segments if segment.tag == "LIN"] == ["3", "7"]


def test_it_reads_back_whole_with_counts_and_controls_right() -> None:
    for content in (
        write_response(three_fates(), EdifactAnswers(), envelope()),
        write_inventory(a_report(), {}, EdifactAnswers(), envelope(test=True)),
    ):
        (one,), claims = read_back(content)
        assert one.closed
        assert claims.faults == []
        assert one.claimed_segments == str(one.count)
        assert one.envelope["unb_control"] == "17"
        assert one.envelope["sender"] == OURS.id


def test_a_test_is_marked_and_a_newer_syntax_has_longer_dates() -> None:
    spec = EdifactAnswers(syntax="UNOY:4", directory="D:01B:UN:EAN010")
    text = write_response(a_response(), spec, envelope(test=True)).decode()
    assert "UNB+UNOY:4+4012345500004:14+4006381000017:14+20261103:0905+17++++++1'" in text
    assert "UNH+17+ORDRSP:D:01B:UN:EAN010'" in text


def test_what_looks_like_a_mark_is_released_and_reads_back() -> None:
    response = a_response(a_line(description="Bolt+nut: 2' ?"), number="PO+77'A", our_reference="S:1")
    (one,), claims = read_back(write_response(response, EdifactAnswers(), envelope()))
    assert claims.faults == []
    found = {segment.tag: segment for segment in reversed(one.segments)}
    assert found["RFF"].at(1, 2) == "PO+77'A"
    assert found["BGM"].at(2) == "S:1"
    assert found["IMD"].at(3, 4) == "Bolt+nut: 2' ?"


@given(st.text(max_size=60), st.text(min_size=1, max_size=30))
def test_no_text_of_theirs_breaks_the_segments(description: str, number: str) -> None:
    response = a_response(a_line(description=description), number=number, customer=PartyReference(name=description))
    (one,), claims = read_back(write_response(response, EdifactAnswers(syntax="UNOY:3"), envelope()))
    assert claims.faults == []
    assert one.claimed_segments == str(one.count)
    assert [tag for tag in tags(one) if tag not in {"IMD", "NAD", "RFF"}][:4] == ["UNH", "BGM", "DTM", "DTM"]


def test_letters_that_the_character_set_lacks_break_nothing() -> None:
    response = a_response(a_line(description="Müller 鋼 'x"))
    (one,), claims = read_back(write_response(response, EdifactAnswers(syntax="UNOC:3"), envelope()))
    assert claims.faults == []
    assert next(segment for segment in one.segments if segment.tag == "IMD").at(3, 4) == "Müller ? 'x"


def test_a_partners_own_codes_and_segments_are_data() -> None:
    spec = EdifactAnswers(
        codes={"order.changed": "30", "line.quantity": "6"},
        leave_out=("IMD", "CUX"),
        add=(AddedSegment(kinds=("ORDRSP",), after="DTM", elements=("FTX", "AAI", "", "", "AB:CD")),),
        gtin="",
        supplier="",
    )
    (one,), _ = read_back(write_response(three_fates(), spec, envelope()))
    assert one.segments[1].at(3) == "30"
    assert [segment.at(2) for segment in one.segments if segment.tag == "LIN"] == ["5", "6", "7"]
    assert not {"IMD", "CUX"} & set(tags(one))
    assert next(segment for segment in one.segments if segment.tag == "FTX").element(4) == ("AB", "CD")
    assert [segment.at(1) for segment in one.segments if segment.tag == "NAD"] == ["BY", "DP"]


@pytest.mark.parametrize("directory", ["D96A", "D01B"])
@pytest.mark.parametrize(
    ("kind", "write"),
    [
        ("ORDRSP", lambda spec: write_response(three_fates(), spec, envelope())),
        (
            "ORDRSP",
            lambda spec: write_response(
                three_fates().model_copy(update={"answers": "change", "version": "2"}), spec, envelope()
            ),
        ),
        ("ORDRSP", lambda spec: write_response(with_substitutes(), spec, envelope())),
        ("INVRPT", lambda spec: write_inventory(a_report(), {}, spec, envelope())),
    ],
    ids=["ORDRSP", "ORDRSP to a change", "ORDRSP with substitutes", "INVRPT"],
)
def test_segments_stand_as_the_published_message_has_them(
    kind: str, directory: str, write: Callable[[EdifactAnswers], bytes]
) -> None:
    (one,), _ = read_back(write(EdifactAnswers(directory=f"{directory[0]}:{directory[1:]}:UN")))
    assert edifact_order(edifact_message(directory, kind), tags(one)) == []


@given(st.decimals(min_value=0, max_value=10**9, places=6))
def test_numbers_have_no_exponent_and_mean_the_same(value: Decimal) -> None:
    (one,), _ = read_back(write_response(a_response(a_line(quantity=value)), EdifactAnswers(), envelope()))
    stands = [segment for segment in one.segments if segment.tag == "QTY" and segment.at(1) == "113"]
    assert Decimal(stands[0].at(1, 2)) == value
