"""EDI as programs and people hand it on: under a mail's head, with a short UNA, with notes behind the segments."""

from __future__ import annotations

import pytest

from connectors import identify
from connectors.inspect import neutral_profile
from connectors.ports import Raw
from tests.unit.readers.made import codes, readings

X12 = (
    "ISA*00*          *00*          *ZZ*HERON          *ZZ*LADING         *261102*1015*U*00401*000000042*0*P*>~"
    "GS*PO*HERON*LADING*20261102*1015*7*X*004010~ST*850*0001~BEG*00*SA*H-77**20261102~PO1*1*12*EA*2.5**VP*NUT-8~"
    "CTT*1~SE*5*0001~GE*1*7~IEA*1*000000042~"
)
EDIFACT = (
    "UNA:+.? 'UNB+UNOA:3+HERON+LADING+261102:1015+1'UNH+1+ORDERS:D:96A:UN'BGM+220+H-78+9'DTM+137:20261102:102'"
    "LIN+1++NUT-8:SA'QTY+21:12'UNS+S'UNT+7+1'UNZ+1+1'"
)
MAIL = "From: orders@heron.example\r\nContent-Type: application/edi\r\nMIME-Version: 1.0\r\n\r\n"


@pytest.mark.parametrize(("form", "text", "number"), [("x12", X12, "H-77"), ("edifact", EDIFACT, "H-78")])
def test_an_interchange_under_a_mails_head_is_read_and_a_person_looks(form: str, text: str, number: str) -> None:
    content = (MAIL + text).encode()
    known = identify(Raw.of("forwarded.txt", content))
    assert known is not None
    assert known[1].format == form
    (found,) = readings(content, neutral_profile(form))
    assert (found.number, found.line_count, f"{found.quantity:f}") == (number, 1, "12")
    assert codes(found) == ["ED-ENV-002"]
    assert "behind other text (From: orders@heron.example Content-Type" in found.findings[0].message
    assert found.findings[0].severity == "hold"


@pytest.mark.parametrize("form", ["x12", "edifact"])
@pytest.mark.parametrize(
    "text", ["Dear all,\r\nISA*is*short\r\n", "Hello\nUNB or not UNB\nUNA\n", MAIL, MAIL + "x" * 5000 + "\n" + X12]
)
def test_text_without_an_interchange_near_its_beginning_is_refused(form: str, text: str) -> None:
    (found,) = readings(text, neutral_profile(form))
    assert found.payload is None
    assert codes(found) == ["ED-ENV-001"]


@pytest.mark.parametrize("marks", ["UNA:+.?'", "UNA:+.? '", "UNA:+,?'", "UNA:+.?*'"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_una_of_five_marks_on_a_line_of_its_own_is_understood(marks: str, line_end: str) -> None:
    text = marks + EDIFACT.removeprefix("UNA:+.? '")
    (found,) = readings(text.replace("'", f"'{line_end}"), neutral_profile("edifact"))
    assert (found.number, f"{found.quantity:f}", codes(found)) == ("H-78", "12", [])


def test_a_line_end_may_still_be_the_terminator_that_una_names() -> None:
    text = EDIFACT.removeprefix("UNA:+.? '").replace("'", "\n")
    (found,) = readings(f"UNA:+.? \n{text}", neutral_profile("edifact"))
    assert (found.number, f"{found.quantity:f}", codes(found)) == ("H-78", "12", [])


@pytest.mark.parametrize(("form", "text", "mark"), [("x12", X12, "~"), ("edifact", EDIFACT, "'")])
def test_a_note_behind_a_segment_takes_none_with_it(form: str, text: str, mark: str) -> None:
    lines = text.replace(mark, f"{mark}\n").splitlines()
    at = next(place for place, line in enumerate(lines) if line.startswith(("BEG", "BGM")))
    lines[at] += "    <- number of the order"
    (found,) = readings("\n".join(lines), neutral_profile(form))
    assert (found.line_count, f"{found.quantity:f}") == (1, "12")
    assert f"{found.ordered_at:%Y-%m-%d}" == "2026-11-02"
    assert [code for code in codes(found) if code != "ED-SET-002"] == ["ED-SET-005"]
