"""Answers made of what the ledger knows."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from domain.answering import ChangeFacts, Facts, change_response, order_response
from domain.changing import applied, ordered
from domain.documents.resolved_order import ResolvedLine, ResolvedOrder
from domain.documents.sales_order import SalesOrder
from domain.documents.sales_order_change import LineChange, SalesOrderChange
from domain.findings import Finding, Severity
from domain.keys import change_key
from domain.profile import Tolerance
from tests.builders import a_line, an_order


def a_finding(code: str, path: str = "", severity: Severity = Severity.REJECT) -> Finding:
    return Finding(code=code, severity=severity, path=path, message="It is wrong.", next_step="Send another.")


def resolved(order: SalesOrder, **prices: str) -> ResolvedOrder:
    lines = tuple(
        ResolvedLine(
            position=line.position,
            sku=line.sku or "OURS",
            quantity=line.quantity * 12,
            price_unit=Decimal(prices.get(f"line{line.position}", "1")) / 12,
            unit="Units",
        )
        for line in order.lines
    )
    return ResolvedOrder(
        external_id="x", number=order.number, customer_code="C", currency="USD", ordered_at=None,
        requested_date=date(2026, 12, 1), lines=lines, untaxed_total=Decimal(1), source_label="a file",
    )  # fmt: skip


def two_lines(**changes: Any) -> SalesOrder:
    lines = (
        a_line(1, quantity=Decimal(3), unit="DZ", unit_price=Decimal(24), partner_line="10"),
        a_line(2, quantity=Decimal(5), unit="DZ", unit_price=None, partner_line="20", sku="NUT-M8"),
    )
    return an_order(*lines, **changes)


def test_an_order_that_stands_as_asked_is_accepted_with_the_price_asked_and_the_date_that_stands() -> None:
    asked = two_lines()
    answer = order_response(Facts(asked, asked, resolved(asked, line1="24.004", line2="7.5"), "S00042"))
    assert answer.verdict == "accepted"
    assert answer.our_reference == "S00042"
    assert [line.verdict for line in answer.lines] == ["accepted", "accepted"]
    assert [line.price for line in answer.lines] == [Decimal(24), Decimal("7.5")]
    assert answer.promised == date(2026, 12, 1)


def test_what_a_person_changed_is_told_line_by_line() -> None:
    asked = two_lines()
    first = asked.lines[0].model_copy(update={"quantity": Decimal(2), "requested_date": date(2026, 12, 9)})
    stands = asked.model_copy(update={"lines": (first,)})
    answer = order_response(Facts(asked, stands, resolved(stands, line1="24"), "S1"))
    assert answer.verdict == "changed"
    assert [(line.verdict, line.differences, line.quantity) for line in answer.lines] == [
        ("changed", ("quantity", "date"), Decimal(2)), ("rejected", (), Decimal(0)),
    ]  # fmt: skip
    assert answer.lines[0].ordered == Decimal(3)


def test_a_successor_that_was_taken_or_is_offered_is_named() -> None:
    asked = two_lines()
    old = Finding(code="SO-LINE-017", severity=Severity.HOLD, path="lines[2].sku", value="NUT-M8", message="It is "
                  "superseded.", next_step="Offer.")  # fmt: skip
    stands = resolved(asked, line1="24", line2="7.5")
    taken = stands.model_copy(
        update={"lines": (stands.lines[0], stands.lines[1].model_copy(update={"sku": "NUT-M8-2"}))}
    )
    known = {"nut-m8": "NUT-M8-2"}
    answer = order_response(Facts(asked, asked, taken, "S1", findings=(old,), successors=known))
    assert [(line.verdict, line.differences, line.sku, line.instead) for line in answer.lines] == [
        ("accepted", (), asked.lines[0].sku, ""), ("changed", ("product",), "NUT-M8", "NUT-M8-2"),
    ]  # fmt: skip
    assert [one.code for one in answer.lines[1].reasons] == ["SO-LINE-017"]
    refused = order_response(Facts(asked, None, findings=(old,), successors=known))
    assert [(line.verdict, line.instead) for line in refused.lines] == [("rejected", ""), ("rejected", "NUT-M8-2")]
    released = order_response(Facts(asked, asked, stands, "S1", findings=(old,), successors=known))
    assert released.verdict == "accepted"


def test_another_price_than_asked_is_a_change_where_it_is_beyond_the_partners_tolerance() -> None:
    asked = two_lines()
    facts = Facts(asked, asked, resolved(asked, line1="24.50"), "S1")
    assert order_response(facts).lines[0].differences == ("price",)
    wide = Facts(asked, asked, resolved(asked, line1="24.50"), "S1", tolerance=Tolerance(percent=Decimal(3)))
    assert order_response(wide).verdict == "accepted"
    assert order_response(wide).lines[0].price == Decimal(24)


def test_a_refused_order_says_why_and_nothing_of_ours() -> None:
    asked = two_lines()
    findings = (
        a_finding("SO-PARTY-001"),
        a_finding("SO-LINE-004", "lines[2].sku"),
        a_finding("SO-DATE-001", "", Severity.WARN),
    )
    answer = order_response(Facts(asked, None, None, "S00042", findings))
    assert (answer.verdict, answer.our_reference, answer.promised) == ("rejected", "", None)
    assert [reason.code for reason in answer.reasons] == ["SO-PARTY-001"]
    assert [[reason.code for reason in line.reasons] for line in answer.lines] == [[], ["SO-LINE-004"]]
    assert {line.verdict for line in answer.lines} == {"rejected"}


def test_a_tenth_line_is_not_the_first() -> None:
    asked = an_order(*(a_line(n) for n in range(1, 11)))
    answer = order_response(Facts(asked, None, None, "", (a_finding("SO-LINE-004", "lines[10].sku"),)))
    assert [len(line.reasons) for line in answer.lines] == [0] * 9 + [1]


def a_change(*lines: LineChange, purpose: Any = "change") -> SalesOrderChange:
    order = two_lines()
    key = change_key(order.key, purpose, "2")
    return SalesOrderChange(key=key, number=order.number, purpose=purpose, version="2", lines=lines)


def test_a_change_that_stands_names_each_line_that_it_touched() -> None:
    order = two_lines()
    change = a_change(
        LineChange(position=1, action="change", partner_line=order.lines[0].partner_line, quantity=Decimal(9)),
        LineChange(position=2, action="delete", partner_line=order.lines[1].partner_line),
        LineChange(position=3, action="add", sku="NEW", quantity=Decimal(1), unit="DZ"),
    )
    done = applied(ordered(order), change)
    answer = change_response(ChangeFacts(change, order, done, "S1"))
    assert (answer.answers, answer.verdict, answer.version) == ("change", "accepted", "2")
    assert [(line.action, line.quantity) for line in answer.lines] == [
        ("change", Decimal(9)), ("delete", Decimal(0)), ("add", Decimal(1)),
    ]  # fmt: skip


def test_a_change_that_is_refused_leaves_the_order_as_it_was() -> None:
    order = two_lines()
    change = a_change(LineChange(position=1, action="delete", partner_line=order.lines[0].partner_line))
    answer = change_response(ChangeFacts(change, order, None, "S1", (a_finding("SC-LINE-001"),)))
    assert answer.verdict == "rejected"
    assert [reason.code for reason in answer.reasons] == ["SC-LINE-001"]
    assert [(line.verdict, line.quantity) for line in answer.lines] == [
        ("rejected", Decimal(3)),
        ("rejected", Decimal(5)),
    ]


def test_a_cancel_that_stands_takes_every_line_away() -> None:
    order = two_lines()
    change = a_change(purpose="cancel")
    answer = change_response(ChangeFacts(change, order, applied(ordered(order), change), "S1"))
    assert [(line.action, line.quantity) for line in answer.lines] == [("delete", Decimal(0))] * 2
