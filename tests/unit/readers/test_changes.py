"""Changes and cancellations as partners send them: X12 860, EDIFACT ORDCHG, UBL."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from connectors.ports import Reading
from domain.documents.sales_order_change import SalesOrderChange
from domain.keys import thread_text
from domain.profile import PartnerProfile
from tests.unit.readers.made import a_profile, codes, readings
from tests.unit.readers.x12_made import interchange

SAMPLES = Path(__file__).parents[2] / "samples" / "edi"
X12 = a_profile("x12", timezone="America/New_York", currency="USD")
EDIFACT = a_profile("edifact", mapping=None)
UBL = a_profile("ubl", mapping=None)


def an_860(*body: str, bch: str = "BCH*04*SA*PO-1**1*20261102*****20261103") -> str:
    segments = ["ST*860*0001", bch, *body]
    return interchange([*segments, f"SE*{len(segments) + 1}*0001"])


def read(content: str | bytes | Path, profile: PartnerProfile = X12) -> list[Reading]:
    return readings(content.read_bytes() if isinstance(content, Path) else content, profile, "changes.edi")


def change(content: str | bytes | Path, profile: PartnerProfile = X12, place: int = 0) -> SalesOrderChange:
    found = read(content, profile)[place].change
    assert found is not None
    return found


def told(one: SalesOrderChange) -> list[tuple[str, str, str, Decimal | None, Decimal | None]]:
    return [
        (line.action, line.partner_line, line.sku or line.partner_sku, line.quantity, line.unit_price)
        for line in one.lines
    ]


def test_an_860_says_what_is_to_be_done_with_each_line() -> None:
    one = change(SAMPLES / "x12_changes.edi")
    assert (one.number, one.purpose, one.version, one.key.version) == ("PO-1001", "change", "1", "1")
    assert one.changed_at == datetime(2026, 11, 3, tzinfo=ZoneInfo("America/New_York"))
    assert (one.requested_date, one.currency, one.note) == (
        date(2026, 11, 24),
        "USD",
        "Less bolts, as agreed with Ms Roe",
    )
    assert one.ship_to is not None
    assert told(one) == [
        ("change", "1", "BOLT-M8", Decimal(8), Decimal("2.5")),
        ("delete", "2", "4712", None, None),
        ("add", "3", "NUT-M8", Decimal(5), Decimal("3.1")),
        ("change", "4", "WASHER-M8", None, Decimal("1.95")),
        ("delete", "6", "", None, None),
        ("add", "6", "4713", Decimal(2), Decimal(12)),
    ]
    assert one.lines[2].requested_date == date(2026, 12, 1)


def test_an_860_that_replaces_is_the_whole_order_and_one_that_cancels_has_no_lines() -> None:
    whole, cancel = change(SAMPLES / "x12_changes.edi", place=1), change(SAMPLES / "x12_changes.edi", place=2)
    assert whole.complete is not None
    assert [(line.sku or line.partner_sku, line.quantity) for line in whole.complete.lines] == [
        ("BOLT-M8", 10),
        ("4712", 1),
    ]
    assert whole.lines == ()
    assert whole.complete.key.type == "sales_order"
    assert thread_text(whole.complete.key) == thread_text(whole.key)
    assert (cancel.number, cancel.purpose, cancel.reason, cancel.lines) == ("PO-1003", "cancel", "Store closes", ())
    assert cancel.version == ""
    assert cancel.key.version.startswith("said:")


def test_what_an_860_says_unclearly_waits_for_a_person() -> None:
    reading = read(SAMPLES / "x12_changes.edi")[3]
    assert codes(reading) == ["ED-CHG-002", "ED-CHG-001"]
    assert reading.payload is not None


def test_differences_are_read_as_the_profile_says() -> None:
    text = an_860("POC*1*QD*3**EA***VP*A-1", "POC*2*QI*2**EA***VP*B-1", "POC*3*CA*7**EA***VP*C-1")
    by = a_profile("x12", changes={"quantities": "difference"})
    assert [(line.quantity, line.quantity_by) for line in change(text).lines] == [(3, None), (2, None), (7, None)]
    assert [(line.quantity, line.quantity_by) for line in change(text, by).lines] == [(None, -3), (None, 2), (7, None)]


def test_the_same_change_without_a_number_is_the_same_in_another_interchange() -> None:
    bare = "BCH*04*SA*PO-1***20261102*****20261103"
    first = change(an_860("POC*1*DI", bch=bare))
    again = change(an_860("POC*1*DI", bch=bare).replace("*000000042", "*000000077").replace("0001", "0009"))
    other = change(an_860("POC*2*DI", bch=bare))
    assert first.key == again.key != other.key


def test_an_860_without_its_order_is_not_read() -> None:
    (reading,) = read(an_860("POC*1*DI", bch="BCH*04*SA*"))
    assert (reading.payload, codes(reading)) == (None, ["ED-HEAD-001"])


def test_an_860_with_a_quantity_that_is_none_is_not_read() -> None:
    (reading,) = read(an_860("POC*1*CA*lots**EA***VP*A-1"))
    assert (reading.payload, codes(reading)) == (None, ["ED-LINE-001"])


def test_a_line_that_says_to_cancel_the_order_cancels_it() -> None:
    assert change(an_860("POC*1*CF*1**EA***VP*A-1")).purpose == "cancel"


def test_an_ordchg_names_its_order_and_is_named_itself() -> None:
    one = change(SAMPLES / "edifact_changes.edi", EDIFACT)
    assert (one.number, one.version, one.purpose) == ("PO+77'A", "CHG-12", "change")
    assert one.changed_at == datetime(2026, 11, 3, 9, 15, tzinfo=ZoneInfo("Europe/Berlin"))
    assert (one.currency, one.requested_date, one.note) == ("EUR", date(2026, 11, 24), "Half the bolts")
    assert told(one) == [
        ("change", "1", "BOLT-M8", Decimal("6.5"), None),
        ("delete", "2", "NUT-M8", None, None),
        ("add", "4", "PIN-2", Decimal(40), Decimal("0.12")),
        ("change", "5", "WASHER-M8", None, Decimal("0.4")),
    ]


def test_an_ordchg_cancels_or_replaces() -> None:
    cancel, whole = (change(SAMPLES / "edifact_changes.edi", EDIFACT, place) for place in (1, 2))
    assert (cancel.number, cancel.purpose, cancel.version) == ("PO-78", "cancel", "CHG-13")
    assert whole.complete is not None
    assert [line.quantity for line in whole.complete.lines] == [3, 30]
    assert codes(read(SAMPLES / "edifact_changes.edi", EDIFACT)[2]) == ["ED-CHG-001"]


def an_850(purpose: str, *lines: str) -> str:
    segments = ["ST*850*0001", f"BEG*{purpose}*SA*PO-1**20261102", "DTM*002*20261124", *lines]
    return interchange([*segments, f"SE*{len(segments) + 1}*0001"])


def an_orders(bgm: str, *lines: str) -> str:
    body = [
        "UNH+1+ORDERS:D:96A:UN",
        bgm,
        "DTM+137:20261103:102",
        "CUX+2:EUR:9",
        *lines,
        *([] if "UNS+S" in lines else ["UNS+S"]),
    ]
    closed = [*body, f"UNT+{len(body) + 1}+1"]
    return "'".join(["UNB+UNOC:3+A:14+B:14+261103:0915+7", *closed, "UNZ+1+7", ""])


POS = ("PO1*1*8*EA*2.50**VP*BOLT-M8", "PO1*2*5*EA***VP*NUT-M8")
LINS = ("LIN+1++BOLT-M8:SA", "QTY+21:8", "LIN+2++NUT-M8:SA", "QTY+21:5")


@pytest.mark.parametrize("purpose", ["01", "03"])
def test_an_850_that_cancels_is_the_cancellation_of_its_order(purpose: str) -> None:
    for text in (an_850(purpose), an_850(purpose, *POS), an_850(purpose, "PO1*1*all*EA")):
        (reading,) = read(text)
        assert reading.change is not None
        assert (reading.change.purpose, reading.change.number, reading.change.lines) == ("cancel", "PO-1", ())
        assert codes(reading) == []
    original = read(an_850("00", *POS))[0].key
    assert original is not None
    assert reading.key is not None
    assert thread_text(reading.key) == thread_text(original)


def test_an_850_that_replaces_is_the_whole_order() -> None:
    one = change(an_850("05", *POS))
    assert one.complete is not None
    assert [(line.sku, line.quantity, line.unit_price) for line in one.complete.lines] == [
        ("BOLT-M8", 8, Decimal("2.5")), ("NUT-M8", 5, None)
    ]  # fmt: skip
    assert (one.requested_date, one.complete.requested_date) == (date(2026, 11, 24), date(2026, 11, 24))
    assert [codes(read(an_850("05"))[0]), codes(read(an_850("05", "PO1*1**EA***VP*A"))[0])] == [
        ["ED-SET-006"],
        ["ED-LINE-001"],
    ]


def test_a_whole_order_of_which_a_line_was_lost_deletes_nothing_by_itself() -> None:
    assert codes(read(an_850("05", *POS, "CTT*3"))[0]) == ["ED-CHG-004"]
    assert codes(read(an_orders("BGM+220+PO-1+5", *LINS, "UNS+S", "CNT+2:3"), EDIFACT)[0]) == ["ED-CHG-004"]
    assert change(an_850("05", *POS, "CTT*2", "AMT*TT*20")).stated_total == 20
    assert change(an_orders("BGM+220+PO-1+5", *LINS, "UNS+S", "MOA+79:20", "CNT+2:2"), EDIFACT).stated_total == 20
    assert change(an_850("01", *POS, "CTT*3", "AMT*TT*20")).stated_total is None


@pytest.mark.parametrize(
    ("stated", "said", "whole"), [(None, ["ED-CHG-003"], True), ("whole", [], True), ("lines", [], False)]
)
@pytest.mark.parametrize("form", ["x12", "edifact"])
def test_an_order_marked_as_a_change_has_the_lines_that_the_profile_says(
    form: str, stated: str | None, said: list[str], *, whole: bool
) -> None:
    profile = a_profile(form, changes={"orders": stated}, mapping=None)
    text = an_850("04", *POS) if form == "x12" else an_orders("BGM+220+PO-1+4", *LINS)
    (reading,) = read(text, profile)
    assert codes(reading) == said
    assert reading.change is not None
    assert (reading.change.complete is not None, len(reading.change.lines)) == (whole, 0 if whole else 2)
    assert reading.change.line_count() == 2


@pytest.mark.parametrize(
    ("purpose", "found"),
    [
        ("1", "cancel"),
        ("3", "cancel"),
        ("17", "cancel"),
        ("40", "cancel"),
        ("5", "whole"),
        ("20", "head"),
        ("33", "head"),
    ],
)
def test_an_orders_changes_its_order_by_its_purpose(purpose: str, found: str) -> None:
    one = change(an_orders(f"BGM+220+PO-1+{purpose}", "RFF+ON:OTHER", *LINS), EDIFACT)
    assert (one.number, one.version, one.changed_at) == (
        "PO-1", "", datetime(2026, 11, 3, tzinfo=ZoneInfo("Europe/Berlin"))
    )  # fmt: skip
    shown = "cancel" if one.purpose == "cancel" else "whole" if one.complete is not None else "head"
    assert (shown, one.lines) == (found, ())


def test_an_orders_whose_lines_say_what_is_done_with_them_needs_no_word_of_the_profile() -> None:
    one = change(an_orders("BGM+220+PO-1+4", "LIN+1+3+BOLT-M8:SA", "QTY+21:8", "LIN+2+2+NUT-M8:SA"), EDIFACT)
    assert [(line.action, line.quantity) for line in one.lines] == [("change", 8), ("delete", None)]
    kind = change(an_orders("BGM+230+PO-1+9", *LINS), EDIFACT)
    assert kind.complete is not None


@pytest.mark.parametrize("purpose", ["06", "07"])
def test_an_order_that_is_sent_again_is_the_same_order(purpose: str) -> None:
    first, again = read(an_850("00", *POS))[0], read(an_850(purpose, *POS))[0]
    assert (first.key, first.content_hash, codes(first)) == (again.key, again.content_hash, codes(again))
    one, other = (read(an_orders(f"BGM+220+PO-1+{code}", *LINS), EDIFACT)[0] for code in ("9", "7"))
    assert (one.key, one.content_hash, codes(one)) == (other.key, other.content_hash, codes(other))


@pytest.mark.parametrize(
    ("text", "profile"), [(an_850("22", *POS), X12), (an_orders("BGM+220+PO-1+46", *LINS), EDIFACT)]
)
def test_a_purpose_that_asks_for_nothing_waits_for_a_person(text: str, profile: PartnerProfile) -> None:
    (reading,) = read(text, profile)
    assert (codes(reading), reading.change) == (["ED-HEAD-003"], None)


def test_a_ubl_change_says_what_is_to_be_done_with_each_line() -> None:
    one = change(SAMPLES / "ubl_change.xml", UBL)
    assert (one.number, one.version, one.note) == ("PO-2026-118", "2", "Weniger Papier")
    assert one.changed_at == datetime(2026, 3, 4, 8, 5, tzinfo=ZoneInfo("Europe/Berlin"))
    assert one.requested_date == date(2026, 3, 16)
    assert told(one) == [
        ("change", "1", "PAP-A4", Decimal(15), Decimal("3.9")),
        ("delete", "2", "PEN-B", None, None),
        ("add", "4", "HEFT-9", Decimal(2), None),
    ]


def test_a_ubl_change_without_any_status_is_the_whole_order() -> None:
    text = (SAMPLES / "ubl_change.xml").read_text()
    for status in "1234":
        text = text.replace(f"<cbc:LineStatusCode>{status}</cbc:LineStatusCode>", "")
    bare = text.replace(
        "<cac:Item><cac:SellersItemIdentification><cbc:ID>PEN-B",
        "<cbc:Quantity>4</cbc:Quantity><cac:Item><cac:SellersItemIdentification><cbc:ID>PEN-B",
    )
    one = change(bare, UBL)
    assert one.complete is not None
    assert [(line.sku, line.quantity) for line in one.complete.lines] == [
        ("PAP-A4", 15), ("PEN-B", 4), ("HEFT-9", 2), ("TIN-1", 9)
    ]  # fmt: skip


def test_a_ubl_cancellation_says_why() -> None:
    one = change(SAMPLES / "ubl_cancellation.xml", UBL)
    assert (one.number, one.purpose, one.version, one.reason) == ("PO-2026-119", "cancel", "STORNO-2", "Wie besprochen")


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("<cbc:ID>PO-2026-118</cbc:ID>", "", "UB-CHG-002"),
        ("<cbc:LineStatusCode>3</cbc:LineStatusCode>", "<cbc:LineStatusCode>74</cbc:LineStatusCode>", "UB-CHG-001"),
        ("2026-03-04", "soon", "UB-HEAD-002"),
    ],
)
def test_what_is_wrong_with_a_ubl_change_is_said(old: str, new: str, code: str) -> None:
    (reading,) = read((SAMPLES / "ubl_change.xml").read_text().replace(old, new), UBL)
    assert codes(reading) == [code]


@pytest.mark.parametrize("name", ["x12_changes.edi", "edifact_changes.edi", "ubl_change.xml", "ubl_cancellation.xml"])
def test_the_payload_is_the_canonical_change(name: str) -> None:
    profile = {"x": X12, "e": EDIFACT, "u": UBL}[name[0]]
    for reading in read(SAMPLES / name, profile):
        assert reading.payload is not None
        one = SalesOrderChange.model_validate_json(reading.payload)
        assert one.model_dump_json().encode() == reading.payload
        assert (reading.key, reading.document, reading.alike_hash) == (one.key, None, "")
        assert reading.line_count >= one.line_count()
