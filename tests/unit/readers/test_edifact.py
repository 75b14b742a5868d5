"""EDIFACT ORDERS, tolerant of what partners send and exact about what they mean."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from connectors.edi.edifact_values import moment_of, number_of
from connectors.formats.edifact import Segments
from connectors.ports import Reading, Trailer
from domain.documents.sales_order import SalesOrder
from domain.profile import PartnerProfile
from tests.unit.readers.edifact_made import HEAD, TRAILER, an_order, interchange
from tests.unit.readers.made import a_profile, codes, parts
from tests.unit.readers.made import readings as read_any

PROFILE = a_profile("edifact", mapping=None)


def readings(content: str | bytes, profile: PartnerProfile = PROFILE) -> list[Reading]:
    return read_any(content, profile, "orders.edi")


def document(content: str | bytes, profile: PartnerProfile = PROFILE) -> SalesOrder:
    found = readings(content, profile)[0].document
    assert found is not None
    return found


def with_lines(*lines: str) -> str:
    return interchange(an_order(lines=lines))


def test_an_order_is_read_with_its_envelope_and_totals() -> None:
    reading, trailer = parts(interchange(an_order()), PROFILE)
    assert isinstance(reading, Reading)
    order = reading.document
    assert order is not None
    assert (order.number, order.customer.gln, order.ship_to and order.ship_to.code) == (
        "PO-1",
        "4006381000017",
        "STORE-7",
    )
    line = order.lines[0]
    assert (line.gtin, line.sku, line.partner_sku) == ("4006381333931", "BOLT-M8", "4711")
    assert (line.quantity, line.unit, line.unit_price) == (Decimal(12), "PCE", Decimal("2.5"))
    assert (reading.findings, reading.envelope["sender"], reading.envelope["version"]) == ((), "NORD", "D.96A")
    assert trailer == Trailer(documents=1)


@pytest.mark.parametrize(
    "text",
    [
        interchange(an_order(), ending="'"),
        interchange(an_order(), ending="'\r\n"),
        interchange(an_order(), ending="\n"),
        interchange(an_order(), una="UNA:+.? '"),
        interchange(an_order(), una="UNA:+.? '\r\n"),
        interchange(an_order(), una="UNA:+.?'"),
        interchange(an_order(), una="UNA:+.?*'"),
        "\ufeff" + interchange(an_order()),
        interchange(an_order()).replace("+", "|").replace(":", ">").replace("'", "~"),
        "UNA>|.? ~" + interchange(an_order()).replace("+", "|").replace(":", ">").replace("'", "~"),
        interchange(an_order(), charset="UNOB:1").replace("+", "\x1d").replace(":", "\x1f").replace("'\n", "\x1c"),
        interchange(an_order())[1:],
        interchange(an_order()).replace("UNH+1", "NH+1"),
        "\n".join(f"{segment}'" for segment in an_order()),
    ],
)
def test_the_same_order_comes_out_of_any_dress(text: str) -> None:
    order, plain = document(text), document(interchange(an_order()))
    assert order.model_dump(exclude={"source_rows"}) == plain.model_dump(exclude={"source_rows"})


def test_a_una_that_does_not_fit_is_not_believed_and_told() -> None:
    reading = readings("UNA>|.? ~" + interchange(an_order()))[0]
    assert reading.payload is not None
    assert codes(reading) == ["ED-ENV-003"]


def test_release_characters_keep_marks_in_the_data() -> None:
    found = list(Segments("UNB+UNOC:3+A?+B?:C??+D'UNH+1+ORDERS:D:96A:UN'FTX+AAI+++it?'s ?+ ok??'BGM+220+1'"))
    assert found[0].at(2) == "A+B:C?"
    assert found[2].at(4) == "it's + ok?"
    assert found[3].tag == "BGM"


@pytest.mark.parametrize(
    ("charset", "encoding", "clash"),
    [
        ("UNOC:3", "latin-1", False),
        ("UNOC:3", "utf-8", True),
        ("UNOW:4", "utf-8", False),
        ("UNOA:2", "latin-1", True),
        ("UNOD:3", "iso8859-2", False),
        ("UNOC:3", "utf-16", False),
        ("UNOW:4", "latin-1", True),
    ],
)
def test_names_survive_the_character_set_that_was_used(charset: str, encoding: str, clash: bool) -> None:
    text = interchange(an_order([*HEAD[:2], "NAD+BY+K-7::92++Müller Söhne"]), charset=charset)
    reading = readings(text.encode(encoding))[0]
    assert reading.document is not None
    assert reading.document.customer.name == "Müller Söhne"
    assert ("ED-ENV-006" in codes(reading)) is clash


@pytest.mark.parametrize(
    ("text", "form", "wanted"),
    [
        ("20261120", "102", "2026-11-20T00:00:00+01:00"),
        ("261120", "101", "2026-11-20T00:00:00+01:00"),
        ("202611201430", "203", "2026-11-20T14:30:00+01:00"),
        ("20261120143059", "204", "2026-11-20T14:30:59+01:00"),
        ("202611201430+0200", "205", "2026-11-20T14:30:00+02:00"),
        ("202611201430UTC", "303", "2026-11-20T14:30:00+00:00"),
        ("2026112020261130", "718", "2026-11-20T00:00:00+01:00"),
        ("20261120-20261130", "718", "2026-11-20T00:00:00+01:00"),
        ("202647", "616", "2026-11-16T00:00:00+01:00"),
        ("202611", "610", "2026-11-01T00:00:00+01:00"),
        ("20261120", "", "2026-11-20T00:00:00+01:00"),
        ("20261120", "203", "2026-11-20T00:00:00+01:00"),
        ("202611202400", "203", "2026-11-21T00:00:00+01:00"),
        ("20261301", "102", None),
        ("00000000", "102", None),
        ("2026112", "102", None),
        ("٢٠٢٦١١٢٠", "102", None),
        ("tomorrow", "102", None),
        ("20261120", "999", None),
    ],
)
def test_dates_in_their_formats(text: str, form: str, wanted: str | None) -> None:
    moment = moment_of(text, form, "Europe/Berlin")
    assert (moment.isoformat() if moment else None) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("12,5", "12.5"),
        ("12.5", "12.5"),
        ("1.000,5", None),
        ("1e400", None),
        ("NaN", None),
        ("٣", None),
        ("-3", "-3"),
        ("", None),
    ],
)
def test_numbers_are_exact_or_none(text: str, wanted: str | None) -> None:
    found = number_of(text)
    assert (None if found is None else f"{found:f}") == wanted


def test_the_ordered_quantity_is_chosen_among_others() -> None:
    order = document(with_lines("LIN+1++4711:IN", "QTY+59:6:PCE", "QTY+21:12:BOU", "QTY+192:1:BOU"))
    assert (order.lines[0].quantity, order.lines[0].unit) == (Decimal(12), "BOU")


def test_two_ordered_quantities_hold_the_order() -> None:
    reading = readings(with_lines("LIN+1++4711:IN", "QTY+21:2:CT", "QTY+21:24:PCE"))[0]
    assert "ED-LINE-010" in codes(reading)


def test_a_line_without_an_ordered_quantity_is_not_guessed() -> None:
    reading = readings(with_lines("LIN+1++4711:IN", "QTY+12:5:PCE"))[0]
    assert (reading.payload, codes(reading)) == (None, ["ED-LINE-001"])


def test_scheduled_parts_are_added_up_for_the_first_day() -> None:
    parts_of = ("SCC+1", "QTY+21:4:PCE", "DTM+2:20261210:102", "SCC+1", "QTY+21:6:PCE", "DTM+2:20261203:102")
    reading = readings(with_lines("LIN+1++4711:IN", *parts_of))[0]
    assert reading.document is not None
    line = reading.document.lines[0]
    assert (line.quantity, line.requested_date) == (Decimal(10), date(2026, 12, 3))
    assert codes(reading) == ["ED-LINE-005"]


@pytest.mark.parametrize(
    ("price", "amount", "wanted", "said"),
    [
        ("PRI+AAA:250:::100:PCE", "", "2.5", ["ED-LINE-003"]),
        ("PRI+AAA:2.5:CT::1:KGM", "", "2.5", ["ED-LINE-004"]),
        ("PRI+AAA:2.5:CT::1:KGM", "MOA+203:30", "2.5", []),
        ("PRI+AAA:2.5", "MOA+203:31", "2.5", ["ED-LINE-011"]),
        ("PRI+AAA:10:::3:PCE", "MOA+203:40", "3.333333333333", ["ED-LINE-003"]),
        ("PRI+AAA:2.5:::0:PCE", "", None, ["ED-LINE-002"]),
        ("PRI+AAA:999999999999999999:::0.000001", "", None, ["ED-LINE-002"]),
        ("PRI+AAA:1:::0.00000000000000000001", "", None, ["ED-LINE-002"]),
        ("PRI+AAA:1:::99999999999999999", "", None, ["ED-LINE-002"]),
        ("PRI+AAA:cheap", "", None, ["ED-LINE-002"]),
    ],
)
def test_prices_are_brought_to_one_unit_or_told(price: str, amount: str, wanted: str | None, said: list[str]) -> None:
    lines = ["LIN+1++4711:IN", "QTY+21:12:PCE", *([amount] if amount else []), price]
    reading = readings(with_lines(*lines))[0]
    assert reading.document is not None
    found = reading.document.lines[0].unit_price
    assert (None if found is None else f"{found:f}", codes(reading)) == (wanted, said)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (("BGM+220+PO-1+9", "BGM+220+PO-1+16"), "ED-HEAD-003"),
        (("BGM+220+PO-1+9", "BGM+221+PO-1+9"), "ED-HEAD-007"),
        (("BGM+220+PO-1+9", "BGM+220++9"), "ED-HEAD-001"),
        (("DTM+137:20261102:102", "DTM+137:20269902:102"), "ED-HEAD-002"),
        (("CNT+2:1", "CNT+1:99"), "ED-HEAD-005"),
        (("CNT+2:1", "CNT+2:many"), "ED-HEAD-004"),
        (("CNT+2:1", "MOA+79:much"), "ED-HEAD-004"),
        (("CUX+2:EUR:9", "ALC+C'MOA+23:5"), "ED-HEAD-006"),
        (("LIN+1++", "LIN+1+2+"), "ED-LINE-008"),
        (("SRV'", "SRV+1:1'"), "ED-LINE-009"),
        (("UNT+13+", "UNT+99+"), "ED-SET-002"),
        (("UNZ+1+42", "UNZ+2+42"), "ED-ENV-003"),
        (("QTY+21:12:PCE", "NAD+DP+STORE-9::92'QTY+21:12:PCE"), "ED-LINE-006"),
        (("UNS+S", "no segment'UNS+S"), "ED-SET-005"),
    ],
)
def test_what_is_wrong_is_told_by_its_number(change: tuple[str, str], code: str) -> None:
    text = interchange(an_order())
    assert change[0] in text
    assert code in codes(readings(text.replace(*change))[0])


def test_a_group_that_is_not_closed_before_the_next_interchange_is_told() -> None:
    opened = "UNB+UNOC:3+NORD:14+LADING:14+261102:1015+41'UNG+ORDERS+A+B+261102:1015+5+UN+D:96A'"
    found = readings(opened + "".join(f"{one}'" for one in an_order(control="9")) + interchange(an_order()))
    assert codes(found[-1]) == ["ED-ENV-004", "ED-ENV-004"]
    assert ["UNE is missing" in one.message for one in found[-1].findings] == [True, False]


def test_a_document_over_the_limit_of_lines_is_told_only_that() -> None:
    limited = a_profile("edifact", limits={"lines_per_document": 1})
    lines = ("LIN+1++4711:IN", "QTY+21:2", "LIN+2++4712:IN", "QTY+21:3")
    found = readings(interchange(an_order(lines=lines, trailer=("UNS+S", "CNT+1:5"))), limited)
    assert [(one.payload, codes(one)) for one in found] == [(None, ["FI-FILE-004"])]


def test_each_message_stands_alone() -> None:
    broken = an_order(lines=["LIN+1++4711:IN", "QTY+21:x"], control="2")
    other = ["UNH+3+INVOIC:D:96A:UN", "BGM+380+1", "UNT+3+3"]
    found = readings(interchange(an_order(), broken, other, an_order(control="4")))
    assert [one.payload is not None for one in found] == [True, False, False, True]
    assert [codes(one) for one in found] == [[], ["ED-LINE-001"], ["ED-SET-001"], []]
    assert "invoice" in found[2].findings[0].message


def test_a_profile_says_what_its_qualifiers_mean() -> None:
    mapping = {"customer_parties": ["DP"], "sku": ["IN"], "partner_sku": ["SA"], "prices": ["AAB"]}
    profile = a_profile("edifact", mapping=None, edifact={**mapping, "constants": {"ship_to.code": "S-1"}})
    order = document(interchange(an_order()), profile)
    assert (order.customer.code, order.lines[0].sku, order.lines[0].unit_price) == ("STORE-7", "4711", None)
    assert order.ship_to is not None
    assert order.ship_to.code == "S-1"


def test_trailer_amounts_are_the_orders_and_not_the_last_lines() -> None:
    order = document(interchange(an_order(trailer=["UNS+S", "MOA+86:35.70", "MOA+79:30", *TRAILER[1:]])))
    assert (order.stated_total, order.stated_line_count, order.lines[0].unit_price) == (Decimal(30), 1, Decimal("2.5"))


def test_the_lines_of_a_long_order_are_limited_by_the_profile() -> None:
    lines = [segment for n in range(30) for segment in (f"LIN+{n}++A{n}:IN", "QTY+21:1")]
    text = interchange(an_order(lines=lines, trailer=["UNS+S"]))
    assert len(document(text).lines) == 30
    found = readings(text, a_profile("edifact", mapping=None, limits={"lines_per_document": 29}))
    assert (found[0].payload, "FI-FILE-004" in codes(found[0])) == (None, True)


def test_more_documents_than_the_profile_allows_are_refused_after_those() -> None:
    text = interchange(*[an_order(control=str(n)) for n in range(4)])
    found = readings(text, a_profile("edifact", mapping=None, limits={"documents": 2}))
    assert [one.payload is not None for one in found] == [True, True, False]
    assert codes(found[2]) == ["FI-FILE-004"]


def test_odd_letters_are_kept_as_they_are() -> None:
    name = "\u202eABC\u200b \U0001f469\u200d\U0001f52c İ"
    head = [*HEAD[:2], f"NAD+BY+K-7::92++{name}"]
    assert document(interchange(an_order(head), charset="UNOW:4")).customer.name == name
