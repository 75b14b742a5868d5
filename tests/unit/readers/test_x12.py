"""X12 850 to sales orders, with all that real files do wrong."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from connectors.ports import Reading, Trailer
from domain.alike import alike_hash
from domain.documents.sales_order import SalesOrder
from domain.profile import PartnerProfile
from tests.unit.readers.made import a_profile, codes, parts
from tests.unit.readers.made import readings as read_any
from tests.unit.readers.x12_made import HEAD, LINES, TRAILER, an_850, interchange, isa

Change = Callable[[str], str]
PROFILE = a_profile("x12", timezone="America/New_York", currency="USD")


def readings(content: bytes | str, profile: PartnerProfile = PROFILE) -> list[Reading]:
    return read_any(content, profile, "orders.x12")


def document(content: bytes | str, profile: PartnerProfile = PROFILE) -> SalesOrder:
    found = readings(content, profile)[0].document
    assert found is not None
    return found


def test_a_purchase_order_becomes_a_sales_order_with_all_it_says() -> None:
    order = document(interchange(an_850()))
    assert order.key.number == order.number == "PO-1001"
    assert (order.customer.gln, order.customer.code, order.customer.name) == ("0614141000012", "", "Granby Stores")
    assert order.ship_to is not None
    assert (order.ship_to.code, order.ship_to.country) == ("STORE-7", "US")
    assert order.ship_to.address == ("1 Main Street", "Dock 2", "Granby CT 06035")
    assert order.ordered_at == datetime(2026, 11, 2, tzinfo=ZoneInfo("America/New_York"))
    assert (order.requested_date, order.currency) == (date(2026, 11, 20), "USD")
    assert (order.stated_total, order.stated_line_count) == (Decimal(60), 2)
    first, second = order.lines
    assert (first.sku, first.partner_sku, first.gtin) == ("BOLT-M8", "4711", "036000291452")
    assert (first.quantity, first.unit, first.unit_price, first.description) == (
        12,
        "EA",
        Decimal("2.5"),
        "Bolt M8, zinc",
    )
    assert (second.partner_line, second.partner_sku, second.quantity) == ("2", "4712", 3)


def test_the_reading_carries_the_envelope_the_hashes_and_the_sums() -> None:
    content = interchange(an_850())
    reading, trailer = parts(content, PROFILE, "orders.x12")
    assert isinstance(reading, Reading)
    assert reading.document is not None
    assert reading.payload == reading.document.model_dump_json().encode()
    assert reading.alike_hash == alike_hash(reading.document)
    assert (reading.quantity, reading.total, reading.line_count, reading.due) == (15, 60, 2, date(2026, 11, 20))
    assert reading.envelope["sender"] == "GRANBY"
    assert (reading.envelope["isa_control"], reading.envelope["version"], reading.envelope["set"]) == (
        "000000042",
        "004010",
        "850",
    )
    assert reading.findings == ()
    assert trailer == Trailer(documents=1)


ELEMENTS = ("*", "~", "^", ">", "|", "\x1d")
TERMINATORS = ("~", "^", "\\", "}", "!", "|", "\n", "\r\n", "'", "\x1c", "…")


@pytest.mark.parametrize(("element", "terminator"), [(e, t) for e in ELEMENTS for t in TERMINATORS if e != t])
def test_every_pair_of_separators_that_partners_use_is_read(element: str, terminator: str) -> None:
    ending = "" if terminator.strip("\r\n") == "" else "\r\n"
    text = interchange(an_850(), terminator=terminator, element=element, ending=ending)
    text = text.replace(f"{element}>{terminator}", f"{element}:{terminator}") if element == ">" else text
    assert [line.quantity for line in document(text).lines] == [12, 3]


@pytest.mark.parametrize(
    ("what", "change"),
    [
        ("a byte order mark", lambda text: "\ufeff" + text),
        (
            "an ISA without its padding",
            lambda text: text.replace("GRANBY         *", "GRANBY*").replace("          *", "*"),
        ),
        ("no-break spaces as padding", lambda text: text.replace("GRANBY         *", "GRANBY\xa0\xa0*")),
        ("a line end within ISA", lambda text: text.replace("ZZ*LADING", "ZZ*\r\nLADING")),
        (
            "wrapped lines",
            lambda text: "\n".join(text.replace("\n", "")[at : at + 80] for at in range(0, len(text), 80)),
        ),
        ("indented segments", lambda text: text.replace("\n", "\n    ")),
        ("blanks before terminators", lambda text: text.replace("~", " ~")),
        ("blank lines", lambda text: text.replace("\n", "\n\n")),
        ("an end-of-file mark", lambda text: text + "\x1a"),
        ("leading blank lines", lambda text: "\n\n" + text),
    ],
)
def test_what_is_untidy_but_sure_is_read_without_a_finding(what: str, change: Change) -> None:
    found = readings(change(interchange(an_850())))
    assert [(one.number, one.line_count, codes(one)) for one in found] == [("PO-1001", 2, [])], what


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16", "cp037"])
def test_names_survive_every_encoding(encoding: str) -> None:
    text = interchange(an_850([HEAD[0], "N1*BY*Müller*92*K1"]))
    assert document(text.encode(encoding)).customer.name == "Müller"


@pytest.mark.parametrize(
    ("change", "code", "severity"),
    [
        (lambda text: text.replace("SE*14*", "SE*15*"), "ED-SET-002", "hold"),
        (lambda text: text.replace("GE*1*", "GE*2*"), "ED-ENV-003", "warn"),
        (lambda text: text.replace("GE*1*7", "GE*1*8"), "ED-ENV-003", "warn"),
        (lambda text: text.replace("IEA*1*000000042", "IEA*2*000000042"), "ED-ENV-003", "warn"),
        (lambda text: text.replace("IEA*1*000000042", "IEA*1*43"), "ED-ENV-003", "warn"),
        (lambda text: text.replace("SE*14*0001", "SE*14*0002"), "ED-ENV-003", "warn"),
        (lambda text: text[: text.index("IEA")], "ED-ENV-004", "warn"),
        (lambda text: text.replace("GE*1*7~\n", ""), "ED-ENV-004", "warn"),
        (
            lambda text: text[: text.index("ST*")].replace("ISA", "SA", 1) + text[text.index("ST*") :],
            "ED-ENV-002",
            "hold",
        ),
        (lambda text: text[text.index("ST*") :], "ED-ENV-002", "hold"),
        (lambda text: text.replace("ST*850", "T*850"), "ED-SET-004", "hold"),
        (lambda text: text.replace("Bolt M8, zinc", "Bolt ~ zinc"), "ED-SET-005", "hold"),
        (lambda text: text.replace("*P*>", "*T*>"), "ED-ENV-005", "warn"),
        (lambda text: text.replace("BEG*00", "BEG*22"), "ED-HEAD-003", "hold"),
        (lambda text: text.replace("20261102~\nCUR", "20261301~\nCUR"), "ED-HEAD-002", "warn"),
        (lambda text: text.replace("CTT*2*15", "CTT*2*16"), "ED-HEAD-005", "hold"),
        (lambda text: text.replace("CTT*2*15", "CTT*2*l5"), "ED-HEAD-004", "hold"),
        (lambda text: text.replace("AMT*TT*60", "AMT*TT*6O"), "ED-HEAD-004", "hold"),
        (lambda text: text.replace("*2.50*", "*2,50*"), "ED-LINE-002", "exception"),
    ],
)
def test_what_is_wrong_is_told_and_loses_no_document(change: Change, code: str, severity: str) -> None:
    text = interchange(an_850())
    assert change(text) != text
    found = readings(change(text))
    assert [one.number for one in found] == ["PO-1001"]
    assert found[0].payload is not None
    assert (code, severity) in [(finding.code, str(finding.severity)) for finding in found[0].findings]
    order = found[0].document
    assert order is not None
    assert [line.quantity for line in order.lines] == [12, 3]


def test_a_set_without_its_trailer_is_shown_but_is_no_document() -> None:
    text = interchange(an_850(), an_850([HEAD[0].replace("1001", "1002"), *HEAD[1:]], control="0002"))
    cut = text[: text.rindex("SE*")]
    found = readings(cut)
    assert [(one.number, one.payload is None) for one in found] == [("PO-1001", False), ("PO-1002", True)]
    assert "ED-SET-003" in codes(found[1])


def test_several_sets_are_several_documents_and_a_bad_one_leaves_the_others_alone() -> None:
    bad = an_850([HEAD[0].replace("1001", "1002")], ["PO1*1*many*EA*1**VP*A"])
    nameless = an_850(["BEG*00*SA***20261102"], LINES)
    empty = an_850([HEAD[0].replace("1001", "1003")], [], [])
    found = readings(interchange(an_850(), bad, nameless, empty))
    assert [(one.number, one.payload is None) for one in found] == [
        ("PO-1001", False),
        ("PO-1002", True),
        ("", True),
        ("PO-1003", True),
    ]
    assert [codes(one)[0] for one in found[1:]] == ["ED-LINE-001", "ED-HEAD-001", "ED-SET-006"]
    assert [one.ordinal for one in found] == [1, 2, 3, 4]


@pytest.mark.parametrize("kind", ["856", "810", "855", "XYZ"])
def test_other_sets_are_named_and_set_aside(kind: str) -> None:
    other = [f"ST*{kind}*0009", "BSN*00*1*20261102*1015", "SE*3*0009"]
    found = readings(interchange(an_850(), other))
    assert [one.payload is None for one in found] == [False, True]
    assert codes(found[1]) == ["ED-SET-001"]
    assert found[1].findings[0].value == kind


@pytest.mark.parametrize("content", ["", "\n", "hello, world", "ISA*00*", isa()[:60], "PK, a text", "UNB+UNOA:1+A+B'"])
def test_what_is_no_interchange_is_one_entry_that_says_so(content: str) -> None:
    found = readings(content)
    assert [(one.ordinal, one.payload, codes(one)) for one in found] == [(1, None, ["ED-ENV-001"])]


def test_an_envelope_without_sets_is_one_entry_that_says_so() -> None:
    assert [codes(one)[0] for one in readings(interchange())] == ["FI-FILE-008"]


@pytest.mark.parametrize(
    ("po1", "price", "code"),
    [
        ("PO1*1*200*EA*12.34*HP*VP*A", "0.1234", "ED-LINE-003"),
        ("PO1*1*2000*EA*5*TP*VP*A", "0.005", "ED-LINE-003"),
        ("PO1*1*24*EA*6*TD*VP*A", "6", "ED-LINE-004"),
        ("PO1*1*2*DZ*6*TD*VP*A", "6", None),
        ("PO1*1*2*EA**NC*VP*A", "0", None),
        ("PO1*1*2*EA*7*PE*VP*A", "7", None),
    ],
)
def test_a_price_for_many_is_brought_to_one_only_where_that_is_exact(po1: str, price: str, code: str | None) -> None:
    found = readings(interchange(an_850(HEAD, [po1], [])))
    assert found[0].document is not None
    assert found[0].document.lines[0].unit_price == Decimal(price)
    assert codes(found[0]) == ([code] if code else [])


def test_a_price_may_stand_in_ctp_and_its_absence_is_no_price() -> None:
    lines = ["PO1*1*2*EA***VP*A", "CTP**CON*3.75", "PO1*2*2*EA***VP*B"]
    assert [line.unit_price for line in document(interchange(an_850(HEAD, lines, []))).lines] == [Decimal("3.75"), None]


@pytest.mark.parametrize(
    ("under", "code"),
    [
        (["SDQ*EA*92*STORE-1*5*STORE-2*7"], "ED-LINE-006"),
        (["N1*ST*Another store*92*STORE-9"], "ED-LINE-006"),
        (["N1*ST*Granby Store 7*92*STORE-7"], None),
        (["CUR*BY*CAD"], "ED-LINE-007"),
        (["SCH*6*EA***002*20261122", "SCH*6*EA***002*20261121"], "ED-LINE-005"),
        (["SAC*C*D240***150"], "ED-HEAD-006"),
        (["SAC*N*D240"], None),
    ],
)
def test_what_this_version_cannot_carry_is_never_dropped_in_silence(under: list[str], code: str | None) -> None:
    found = readings(interchange(an_850(HEAD, [LINES[0], *under], [])))
    assert codes(found[0]) == ([code] if code else [])


def test_schedules_give_the_earliest_day() -> None:
    lines = [LINES[0], "SCH*6*EA***002*20261122", "SCH*6*EA***002*261121"]
    assert document(interchange(an_850(HEAD, lines, []))).lines[0].requested_date == date(2026, 11, 21)


def test_the_profile_says_which_parties_and_codes_count_and_what_is_constant() -> None:
    profile = a_profile("x12", x12={"customer_parties": ["ST"], "sku": ["IN"], "constants": {"currency": "CAD"}})
    order = document(interchange(an_850([HEAD[0], HEAD[4]])), profile)
    assert (order.customer.code, order.currency, order.lines[1].sku) == ("STORE-7", "CAD", "4712")
    fixed = a_profile("x12", x12={"constants": {"customer.code": "C-1"}})
    assert document(interchange(an_850()), fixed).customer.code == "C-1"


def test_a_blanket_orders_release_is_a_document_of_its_own() -> None:
    first = document(interchange(an_850(["BEG*00*RL*PO-1*R1*20261102", *HEAD[1:]])))
    second = document(interchange(an_850(["BEG*00*RL*PO-1*R2*20261102", *HEAD[1:]])))
    assert (first.number, second.number) == ("PO-1-R1", "PO-1-R2")


def test_every_beginning_of_a_file_is_read_without_a_crash_and_posts_nothing_that_is_not_whole() -> None:
    content = interchange(an_850(), an_850([HEAD[0].replace("1001", "1002"), *HEAD[1:]], control="0002")).encode()
    whole = readings(content)
    for length in range(len(content)):
        for one in readings(content[:length]):
            assert one.payload is not None or one.findings
            if one.payload is not None:
                assert one.payload in {whole[0].payload, whole[1].payload}, length


def test_any_byte_may_be_damaged_without_a_crash() -> None:
    content = interchange(an_850()).encode()
    for at in range(len(content)):
        for damage in (b"\x00", b"*", b"~", b"\xff"):
            found = readings(content[:at] + damage + content[at + 1 :])
            assert found, at
            assert all(one.payload is not None or one.findings for one in found), at


def test_the_lines_of_a_long_order_are_limited_by_the_profile() -> None:
    lines = [f"PO1*{n}*1*EA*1**VP*A{n}" for n in range(30)]
    text = interchange(an_850(HEAD, lines, []))
    assert len(document(text).lines) == 30
    found = readings(text, a_profile("x12", limits={"lines_per_document": 29}))
    assert (found[0].payload, "FI-FILE-004" in codes(found[0])) == (None, True)


def test_trailer_segments_are_not_taken_for_lines() -> None:
    assert [line.sku for line in document(interchange(an_850(HEAD, LINES, TRAILER))).lines] == ["BOLT-M8", ""]
