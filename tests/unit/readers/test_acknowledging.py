"""997 and CONTRL: what is wrong is named by segment and element; and theirs are read."""

from __future__ import annotations

import gzip
import io
import xml.etree.ElementTree as ET
import zipfile
from typing import Any

import pytest

from connectors.answers import examined, write
from connectors.edi.examine import Examined
from connectors.edi.examine_x12 import examined_x12
from connectors.edi.guide import EDIFACT, X12, edifact_elements, x12_elements
from connectors.formats.edifact import Segments
from connectors.formats.x12 import segments
from connectors.ports import Raw
from domain.documents.acknowledgement import FunctionalAcknowledgement
from domain.documents.outgoing import Address, ControlNumbers
from domain.profile import PartnerProfile
from tests.published import schemas, x12_segment_order, x12_specification
from tests.unit.readers import edifact_made
from tests.unit.readers.answers_made import out
from tests.unit.readers.made import a_profile, readings
from tests.unit.readers.x12_made import HEAD, LINES, an_850, interchange

LATER = {"127": (30, 50), "640": (3,), "1715": (3,)}
"""Longest of an element in other versions than the published one."""


def seen(content: str | bytes, form: str = "x12", **answers: Any) -> Examined:
    raw = Raw.of("orders", content if isinstance(content, bytes) else content.encode())
    found = examined(raw, profile(form, **answers))
    assert found is not None
    return found


def profile(form: str = "x12", **answers: Any) -> PartnerProfile:
    known = a_profile(form)
    return known.model_copy(update={"answers": known.answers.model_copy(update=answers)})


def said(content: str, form: str = "x12", **answers: Any) -> list[str]:
    """The acknowledgement's own segments, without its envelope."""
    (one,) = seen(content, form, **answers).acknowledgements
    written = write(one, profile(form, **answers), out(ours=Address(id="LADING"), theirs=Address(id="GRANBY")))
    lines = written.decode().splitlines()
    return [
        line[:-1]
        for line in lines
        if line[:3] in {"AK1", "AK2", "AK3", "AK4", "AK5", "AK9", "UCI", "UCM", "UCS", "UCD"}
    ]


def ta1(content: str) -> str:
    """TA1 segments, of all interchanges, as they are written."""
    written = [
        write(one.envelope, profile(), out()).decode().splitlines()
        for one in seen(content).interchanges
        if one.envelope
    ]
    return " ".join(lines[1] for lines in written)


def test_a_ta1_stands_alone_in_its_interchange() -> None:
    (one,) = seen(interchange(an_850())).interchanges
    assert one.envelope is not None
    assert write(one.envelope, profile(), out(numbers=ControlNumbers(interchange=18))).decode() == (
        "ISA*00*          *00*          *ZZ*LADING         *ZZ*GRANBY         *261103*0905*U*00401*000000018*0*P*>~\n"
        "TA1*000000042*261102*1015*A*000~\nIEA*0*000000018~\n"
    )


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("IEA*1*000000042", "IEA*1*000000043", "E*001"),
        ("IEA*1*000000042", "IEA*2*000000042", "E*021"),
        ("IEA*1*000000042~", "", "E*023"),
        ("*261102*1015*", "*261302*1015*", "E*014"),
        ("*261102*1015*", "*261102*2515*", "E*015"),
    ],
)
def test_a_ta1_says_what_is_wrong_with_the_envelope(old: str, new: str, said: str) -> None:
    text = interchange(an_850())
    assert old in text
    assert ta1(text.replace(old, new)).endswith(f"*{said}~")


def test_an_interchange_of_which_nothing_goes_on_is_rejected_and_a_ta1_gets_none() -> None:
    whole = interchange(an_850())
    assert ta1(whole[: whole.index("PO1*2")]).endswith("*R*023~")
    head = whole[: whole.index("GS*")]
    assert ta1(head + "IEA*0*000000042~").endswith("*R*024~")
    assert ta1(head + "TA1*000000017*261103*0905*A*000~IEA*0*000000042~") == ""
    acknowledged = "ST*997*0001~AK1*PR*17~AK9*A*1*1*1~SE*4*0001"
    assert ta1(interchange(["@"]).replace("@", acknowledged).replace("GS*PO", "GS*FA")).endswith("*A*000~")


def test_only_who_asks_is_marked() -> None:
    text = interchange(an_850())
    assert [one.asks for one in seen(text + text.replace("*0*P*>", "*1*P*>")).interchanges] == [False, True]


@pytest.mark.parametrize("form", ["x12", "edifact"])
def test_every_file_of_a_packed_delivery_is_looked_at(form: str) -> None:
    made = interchange(an_850()) if form == "x12" else edifact_made.interchange(edifact_made.an_order())
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("one.edi", made)
        archive.writestr("two.edi", made.replace("42", "43"))
    found = seen(packed.getvalue(), form)
    assert [(one.place, one.control.lstrip("0")) for one in found.interchanges] == [(1, "42"), (2, "43")]
    assert [(one.place, one.standing()) for one in found.acknowledgements] == [(1, "accepted"), (2, "accepted")]
    assert seen(gzip.compress(made.encode()), form).acknowledgements[0].standing() == "accepted"


def test_a_clean_order_is_accepted_byte_for_byte() -> None:
    (one,) = seen(interchange(an_850())).acknowledgements
    assert write(one, profile(), out()).decode() == (
        "ISA*00*          *00*          *ZZ*LADING         *ZZ*GRANBY         *261103*0905*U*00401*000000017*0*P*>~\n"
        "GS*FA*LADING*GRANBY*20261103*0905*17*X*004010~\n"
        "ST*997*0017~\nAK1*PO*7~\nAK2*850*0001~\nAK5*A~\nAK9*A*1*1*1~\nSE*6*0017~\nGE*1*17~\nIEA*1*000000017~\n"
    )


def test_a_997_stands_as_the_published_set_has_it() -> None:
    bad = an_850(("BEG*00*SA*PO-1001**20260230", *HEAD[1:]), control="0002")
    (one,) = seen(interchange(an_850(), bad)).acknowledgements
    tags = [line.partition("*")[0] for line in write(one, profile(), out()).decode().splitlines()][3:-3]
    assert tags == ["AK1", "AK2", "AK5", "AK2", "AK3", "AK4", "AK5", "AK9"]
    assert x12_segment_order(x12_specification("997"), tags) == []


def test_a_bad_date_and_quantity_are_named_by_segment_and_element_with_their_values() -> None:
    head = ("BEG*00*SA*PO-1001**20260230", *HEAD[1:])
    lines = ("PO1*1*twelve*EA*2.50**VP*BOLT-M8", *LINES[1:])
    assert said(interchange(an_850(head, lines))) == [
        "AK1*PO*7",
        "AK2*850*0001",
        "AK3*BEG*2**8",
        "AK4*5*373*8*20260230",
        "AK3*PO1*9**8",
        "AK4*2*330*6*twelve",
        "AK5*R*5",
        "AK9*R*1*1*0",
    ]


def test_what_could_be_read_is_accepted_with_errors_noted_and_the_rest_of_the_group_lands() -> None:
    odd = an_850(("BEG*99*SA*PO-2**20261102", *HEAD[1:]), control="0002")
    assert said(interchange(an_850(), odd)) == [
        "AK1*PO*7", "AK2*850*0001", "AK5*A", "AK2*850*0002", "AK3*BEG*2**8", "AK4*1*353*7*99", "AK5*E*5", "AK9*E*2*2*2",
    ]  # fmt: skip


def test_a_profile_that_looks_at_messages_only_notes_nothing_in_what_was_read() -> None:
    odd = an_850(("BEG*99*SA*PO-2**20261102", *HEAD[1:]))
    assert said(interchange(odd), examine="messages") == ["AK1*PO*7", "AK2*850*0001", "AK5*A", "AK9*A*1*1*1"]


def test_a_missing_element_a_missing_segment_and_an_unknown_one() -> None:
    head = ("BEG*00*SA***20261102", "ZZZ*1", *HEAD[1:])
    assert said(interchange(an_850(head, lines=()))) == [
        "AK1*PO*7", "AK2*850*0001", "AK3*PO1*2**3", "AK3*BEG*2**8", "AK4*3*324*1", "AK3*ZZZ*3**1", "AK5*R*5",
        "AK9*R*1*1*0",
    ]  # fmt: skip


def test_counts_controls_and_ends_that_do_not_fit() -> None:
    wrong_count = [*an_850()[:-1], "SE*99*0001"]
    assert said(interchange(wrong_count))[2:] == ["AK5*E*4", "AK9*E*1*1*1"]
    cut = interchange(an_850(), an_850(control="0002")).partition("CTT*2*15~\nAMT*TT*60~\nSE*14*0002")[0]
    assert said(cut)[-3:] == ["AK2*850*0002", "AK5*R*2", "AK9*P*2*2*1*3"]
    assert said(interchange(an_850()).replace("GE*1*7", "GE*3*8"))[-1] == "AK9*E*3*1*1*4*5"


def test_a_set_that_we_do_not_read_is_told_so() -> None:
    invoice = ["ST*810*0002", "BIG*20261102*1", "SE*3*0002"]
    assert said(interchange(an_850(), invoice))[3:] == ["AK2*810*0002", "AK5*R*1", "AK9*P*2*2*1"]


def test_each_group_has_its_acknowledgement_and_acknowledgements_have_none() -> None:
    text = interchange(an_850())
    two = text.replace("IEA*1", "GS*FA*GRANBY*LADING*20261102*1015*8*X*004010~\nST*997*0001~\nAK1*PR*5~\nAK9*A*1*1*1~\n"
                       "SE*4*0001~\nGE*1*8~\nIEA*2")  # fmt: skip
    found = seen(two)
    assert [one.groups[0].control for one in found.acknowledgements] == ["7"]
    assert [one.control for one in found.interchanges] == ["000000042"]
    third = text.replace("IEA*1", "GS*PO*GRANBY*LADING*20261102*1015*9*X*004010~\n" + "~\n".join(an_850(control="0009"))
                         + "~\nGE*1*9~\nIEA*2")  # fmt: skip
    assert [one.groups[0].control for one in seen(third).acknowledgements] == ["7", "9"]


@pytest.mark.parametrize(
    "content", [b"", b"hello", b"ISA*00*", b"ST*850*1~BEG*00*SA*1**20261102~SE*3*1~", b"\x00" * 50]
)
def test_what_has_no_envelope_has_no_acknowledgement(content: bytes) -> None:
    assert examined_x12(Raw.of("x", content), profile()).acknowledgements == ()


def test_every_cut_of_a_file_is_looked_at_without_trouble() -> None:
    text = interchange(an_850(), an_850(control="0002")).encode()
    for at in range(0, len(text), 7):
        for one in examined_x12(Raw.of("x", text[:at]), profile()).acknowledgements:
            write(one, profile(), out())


def test_a_clean_edifact_interchange_is_accepted_byte_for_byte() -> None:
    (one,) = seen(edifact_made.interchange(edifact_made.an_order()), "edifact").acknowledgements
    assert write(one, profile("edifact"), out(ours=Address(id="LADING", qualifier="14"))).decode() == (
        "UNA:+.? '\nUNB+UNOC:3+LADING:14+GRANBY:ZZ+261103:0905+17'\nUNH+17+CONTRL:D:3:UN'\n"
        "UCI+42+NORD:14+LADING:14+7'\nUNT+3+17'\nUNZ+1+17'\n"
    )


def test_a_contrl_names_segment_element_and_component() -> None:
    head = ("BGM+220+PO-1+98", *edifact_made.HEAD[1:])
    lines = (edifact_made.LINES[0], "QTY+21:twelve:PCE", "XXX+1")
    bad = edifact_made.an_order(head, lines, control="2")
    assert said(edifact_made.interchange(edifact_made.an_order(), bad), "edifact") == [
        "UCI+42+NORD:14+LADING:14+7",
        "UCM+2+ORDERS:D:96A:UN+4",
        "UCS+2",
        "UCD+12+4",
        "UCS+8",
        "UCD+37+2:2",
        "UCS+9+15",
    ]


def test_an_interchange_of_which_nothing_could_be_read_is_rejected() -> None:
    cut = "".join(edifact_made.interchange(edifact_made.an_order()).partition("UNS+S")[:1])
    assert said(cut, "edifact") == ["UCI+42+NORD:14+LADING:14+4+13", "UCM+1+ORDERS:D:96A:UN+4+13"]


A_997 = ("AK1*PR*17", "AK2*855*0017", "AK3*ACK*9**8", "AK4*1*668*7*IA", "AK5*R*5", "AK9*R*1*1*0")


def acknowledgement(*body: str, form: str = "x12") -> FunctionalAcknowledgement:
    if form == "x12":
        text = interchange(["ST*997*0001", *body, f"SE*{len(body) + 2}*0001"]).replace("GS*PO", "GS*FA")
    else:
        text = edifact_made.interchange(["UNH+1+CONTRL:D:3:UN", *body, f"UNT+{len(body) + 2}+1"])
    reading = readings(text, a_profile(form), "ack")[0]
    assert reading.payload is not None, reading.findings
    assert reading.key is not None
    assert reading.key.type == "functional_acknowledgement"
    return FunctionalAcknowledgement.model_validate_json(reading.payload)


def test_their_997_says_which_group_and_what_is_wrong() -> None:
    found = acknowledgement(*A_997)
    assert (found.functional, found.control, found.standing) == ("PR", "17", "rejected")
    assert found.faults() == ("ACK, segment 9, element 1: error 7 (IA)",)
    assert acknowledgement("AK1*PR*17", "AK9*A*1*1*1").standing == "accepted"
    assert acknowledgement("AK1*PR*17", "AK2*855*0017", "AK5*E", "AK9*E*1*1*1").standing == "noted"
    assert acknowledgement("AK1*PR*17", "AK2*855*0017", "AK5*R*4", "AK9*P*1*1*0").faults() == ("set error 4",)


def test_their_contrl_says_which_interchange_and_what_is_wrong() -> None:
    found = acknowledgement(
        "UCI+17+LADING:14+NORD:14+7", "UCM+17+ORDRSP:D:96A:UN+4", "UCS+5+13", "UCD+39+3:1", form="edifact"
    )
    assert (found.control, found.standing) == ("17", "rejected")
    assert found.faults() == ("segment 5: error 13", "segment 5, element 3.1: error 39")
    assert acknowledgement("UCI+17+LADING:14+NORD:14+8", form="edifact").standing == "accepted"
    assert acknowledgement("UCI+17+LADING:14+NORD:14+4+23", form="edifact").standing == "rejected"


def test_one_that_names_nothing_is_a_finding() -> None:
    reading = readings(interchange(["ST*997*0001", "AK9*A*1*1*1", "SE*3*0001"]), a_profile("x12"), "ack")[0]
    assert reading.payload is None
    assert [one.code for one in reading.findings] == ["AK-ACK-004"]


def test_what_we_write_we_read() -> None:
    """Our own 997 and CONTRL, as a partner would read them."""
    for form, text in (("x12", interchange(an_850())), ("edifact", edifact_made.interchange(edifact_made.an_order()))):
        (one,) = seen(text, form).acknowledgements
        written = write(one, profile(form), out())
        reading = readings(written, a_profile(form), "ours")[0]
        assert reading.payload is not None
        found = FunctionalAcknowledgement.model_validate_json(reading.payload)
        assert found.standing == "accepted"
        assert found.control == {"x12": "7", "edifact": "42"}[form]


def test_the_guide_knows_types_and_lengths_of_x12_elements() -> None:
    root = ET.parse(schemas("x12", "pyx12", "dataele.xml")).getroot()
    published = {one.get("ele_num", ""): one for one in root.iter("data_ele")}
    compared = 0
    for tag in X12:
        for part in x12_elements(tag):
            one = published.get(part.reference)
            if one is None or part.reference.startswith("C"):
                continue
            compared += 1
            assert one.get("data_type") == part.type, (tag, part)
            assert int(one.get("min_len", "0")) == part.shortest, (tag, part)
            assert part.longest in {int(one.get("max_len", "0")), *LATER.get(part.reference, ())}, (tag, part)
    assert compared > 100


def test_the_guide_knows_the_lengths_of_edifact_elements() -> None:
    root = ET.parse(schemas("edifact", "php-edifact", "D96A", "segments.xml")).getroot()
    published = {one.get("id"): one for one in root.findall("segment")}
    for tag in EDIFACT:
        if tag not in published:
            continue
        shape = [
            [part.get("id") for part in one.findall("data_element")]
            if one.tag.startswith("composite")
            else [one.get("id")]
            for one in published[tag]
        ]
        ours = [[part.reference for part in parts] for parts in edifact_elements(tag)]
        assert [parts[0] for parts in ours] == [parts[0] for parts in shape], tag
        lengths = {
            (at, part.get("id")): int(part.get("maxlength") or 0)
            for at, one in enumerate(published[tag])
            for part in ([one] if one.tag == "data_element" else one.findall("data_element"))
        }
        for at, parts in enumerate(edifact_elements(tag)):
            for part in parts:
                assert part.longest >= lengths.get((at, part.reference), 0), (tag, at, part)


def test_the_guide_is_well_formed() -> None:
    assert all(x12_elements(tag) for tag in X12)
    assert x12_elements("ISA") == ()
    assert list(segments("")) == []
    assert list(Segments("")) == []
